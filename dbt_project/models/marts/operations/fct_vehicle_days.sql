{%- set seconds = ['duty', 'observed', 'active', 'load_known', 'load_disagreement'] -%}

-- Whole milliseconds and decimals: the sums are the same in any order of hours.
with worked as (

    select
        vehicle_id,
        local_date,
        {% for column in seconds -%}
        cast(sum(cast(round({{ column }}_s * 1000) as bigint)) as double) / 1000 as {{ column }}_s,
        {% endfor -%}
        cast(sum({{ exact('distance_m') }}) as double) as distance_m,
        min(first_duty_at) as first_duty_at,
        max(last_duty_at) as last_duty_at
    from {{ ref('fct_vehicle_hours') }}
    group by vehicle_id, local_date

),

-- Readings of a wrong clock, years apart maybe, have their day, but no calendar up to it.
spans as (

    select
        vehicle_id,
        min(local_date) as first_date,
        max(local_date) as last_date
    from worked
    where observed_s >= {{ checked_var('service_day_min_observed_s') }}
    group by vehicle_id

),

calendar as (

    select * from {{ ref('dim_date') }}

),

days as (

    select
        spans.vehicle_id,
        calendar.local_date
    from spans
    inner join calendar on calendar.local_date between spans.first_date and spans.last_date
    union
    select
        vehicle_id,
        local_date
    from worked

),

toggles as (

    select * from {{ ref('int_load_days__measured') }}

)

select
    days.vehicle_id,
    days.local_date,
    cast(round(calendar.day_length_h * 3600) as double) as calendar_s,
    coalesce(worked.duty_s > 0, false) as is_in_use,
    {% for column in seconds -%}
    coalesce(worked.{{ column }}_s, 0) as {{ column }}_s,
    {% endfor -%}
    coalesce(worked.distance_m, 0) as distance_m,
    coalesce(toggles.toggle_count, 0) as load_toggle_count,
    coalesce(toggles.fast_flip_count, 0) as fast_flip_count,
    worked.first_duty_at,
    worked.last_duty_at,
    {{ seconds_of_day('worked.first_duty_at', 'days.local_date') }} as first_duty_s,
    {{ seconds_of_day('worked.last_duty_at', 'days.local_date') }} as last_duty_s
from days
inner join calendar on days.local_date = calendar.local_date
left join worked
    on days.vehicle_id = worked.vehicle_id and days.local_date = worked.local_date
left join toggles
    on days.vehicle_id = toggles.vehicle_id and days.local_date = toggles.local_date
