{%- set times_ms = [
    'observed_ms', 'loaded_ms', 'empty_ms', 'lifting_ms', 'idle_ms', 'off_ms', 'gap_ms',
    'moving_ms', 'loaded_moving_ms', 'forks_moving_ms', 'active_ms', 'height_ms', 'speed_ms',
    'position_ms', 'load_signal_ms', 'load_disagreement_ms',
] -%}
{%- set counts = ['sample_count', 'gap_count', 'lift_count', 'stop_count', 'long_idle_count'] %}

-- Whole milliseconds and decimals: the sums are the same in any order of sessions.
with hours as (

    select
        vehicle_id,
        hour_number,
        {% for column in times_ms + counts -%}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {% endfor -%}
        {% for column in ['loaded_distance_m', 'empty_distance_m', 'lift_m'] -%}
        cast(sum({{ column }}) as double) as {{ column }},
        {% endfor -%}
        min(first_duty_at_ms) as first_duty_at_ms,
        max(last_duty_at_ms) as last_duty_at_ms
    from {{ ref('int_hours__measured') }}
    group by vehicle_id, hour_number

),

placed as (

    select
        *,
        loaded_ms + empty_ms + lifting_ms + idle_ms as duty_ms,
        {{ timestamp_from_ms('hour_number * 3600000') }} as hour_started_at,
        {{ local_time(timestamp_from_ms('hour_number * 3600000'), checked_var('site_time_zone')) }}
            as local_started_at
    from hours

),

dated as (

    select
        *,
        cast(local_started_at as date) as local_date,
        cast(extract(hour from local_started_at) as integer) as local_hour
    from placed

),

keyed as (

    select
        *,
        ({{ iso_weekday('local_date') }} - 1) * 24 + local_hour as hour_of_week
    from dated

),

times as (

    select * from {{ ref('dim_time') }}

)

select
    keyed.vehicle_id,
    keyed.hour_started_at,
    keyed.local_date,
    keyed.local_hour,
    keyed.hour_of_week,
    times.shift_name,
    {{ days_after('keyed.local_date', '-times.shift_started_days_ago') }} as shift_date,
    times.is_handover,
    {% for column in [
        'loaded', 'empty', 'lifting', 'idle', 'off', 'gap', 'duty', 'moving', 'loaded_moving',
        'forks_moving', 'active', 'observed',
    ] -%}
    cast(keyed.{{ column }}_ms as double) / 1000 as {{ column }}_s,
    {% endfor -%}
    cast(3600000 - keyed.duty_ms - keyed.off_ms - keyed.gap_ms as double) / 1000 as unobserved_s,
    cast(keyed.duty_ms - keyed.active_ms as double) / 1000 as standing_s,
    cast(keyed.height_ms as double) / 1000 as height_known_s,
    cast(keyed.speed_ms as double) / 1000 as speed_known_s,
    cast(keyed.position_ms as double) / 1000 as position_known_s,
    cast(keyed.load_signal_ms as double) / 1000 as load_known_s,
    cast(keyed.load_disagreement_ms as double) / 1000 as load_disagreement_s,
    keyed.loaded_distance_m,
    keyed.empty_distance_m,
    keyed.loaded_distance_m + keyed.empty_distance_m as distance_m,
    keyed.lift_m,
    {% for column in counts -%}
    keyed.{{ column }},
    {% endfor -%}
    {{ timestamp_from_ms('keyed.first_duty_at_ms') }} as first_duty_at,
    {{ timestamp_from_ms('keyed.last_duty_at_ms') }} as last_duty_at
from keyed
inner join times on keyed.hour_of_week = times.hour_of_week
