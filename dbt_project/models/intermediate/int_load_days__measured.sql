{%- set counts = [
    'toggle_count', 'fast_flip_count', 'known_toggle_count', 'doubtful_toggle_count',
    'loaded_run_count', 'short_loaded_run_count', 'break_count',
] -%}

with vehicles as (

    select distinct vehicle_id
    from {{ ref('int_vehicles__counted') }}

),

-- By file, a run of readings without a vehicle bears the name of its file.
sessions as (

    select sessions.*
    from {{ ref('int_session_days__load') }} as sessions
    inner join vehicles on sessions.vehicle_id = vehicles.vehicle_id

),

days as (

    select
        {% for count in counts -%}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {% endfor -%}
        sum(observed_ms) as observed_ms,
        sum(signal_ms) as signal_ms,
        sum(loaded_ms) as loaded_ms,
        vehicle_id,
        local_date
    from sessions
    group by vehicle_id, local_date

),

lifts as (

    select
        vehicle_id,
        local_date,
        cast(sum(lift_count) as bigint) as lift_count
    from {{ ref('int_session_days__safety') }}
    group by vehicle_id, local_date

)

select
    days.*,
    coalesce(lifts.lift_count, 0) as lift_count
from days
left join lifts
    on days.vehicle_id = lifts.vehicle_id and days.local_date = lifts.local_date
