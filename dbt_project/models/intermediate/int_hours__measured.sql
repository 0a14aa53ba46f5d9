{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(active_sessions(), ['session_key'], 'session_version') -%}
{%- set counted = [
    'observed_ms', 'loaded_ms', 'empty_ms', 'lifting_ms', 'idle_ms', 'off_ms', 'gap_ms',
    'moving_ms', 'loaded_moving_ms', 'forks_moving_ms', 'active_ms', 'height_ms', 'speed_ms',
    'position_ms', 'load_signal_ms', 'load_disagreement_ms',
    'sample_count', 'gap_count', 'lift_count', 'stop_count', 'long_idle_count',
] %}

with sessions as (

    select * from {{ missing }}

),

activities as (

    select
        activities.*,
        activities.activity <> 'off' as is_on_duty,
        activities.is_moving or activities.fork_direction <> 0 as is_active
    from {{ ref('int_activities__measured') }} as activities
    inner join sessions on activities.session_key = sessions.session_key
    where {{ one_of('activities.session_key', 'select session_key from ' ~ missing) }}

),

edges as (

    select
        *,
        is_on_duty and is_active as is_working,
        is_on_duty and not is_active as is_still,
        case when is_moving = lag(is_moving) over in_session then 0 else 1 end as is_moving_change,
        case
            when
                (is_on_duty and not is_active)
                = lag(is_on_duty and not is_active) over in_session
                then 0
            else 1
        end as is_still_change
    from activities
    window in_session as (partition by session_key, vehicle_id order by activity_number)

),

numbered as (

    select
        *,
        sum(is_moving_change) over up_to_here as moving_run,
        sum(is_still_change) over up_to_here as still_run,
        -- How far the forks have come down so far.
        sum({{ exact('case when fork_direction < 0 then -height_change_m else 0 end') }})
            over up_to_here as sunk_m
    from edges
    window
        up_to_here as (
            partition by session_key, vehicle_id
            order by activity_number
            rows between unbounded preceding and current row
        )

),

hours as (

    select
        session_key,
        vehicle_id,
        hour_number,
        sum(observed_ms) as observed_ms,
        sum(case when activity = 'loaded' then observed_ms else 0 end) as loaded_ms,
        sum(case when activity = 'empty' then observed_ms else 0 end) as empty_ms,
        sum(case when activity = 'lifting' then observed_ms else 0 end) as lifting_ms,
        sum(case when activity = 'idle' then observed_ms else 0 end) as idle_ms,
        -- What repeats off duty is dropped, so that a gap after it is off duty, too.
        sum(case when activity = 'off' then observed_ms + gap_ms else 0 end) as off_ms,
        sum(case when activity <> 'off' then gap_ms else 0 end) as gap_ms,
        sum(case when is_on_duty and is_moving then observed_ms else 0 end) as moving_ms,
        sum(case when activity = 'loaded' and is_moving then observed_ms else 0 end)
            as loaded_moving_ms,
        sum(case when is_on_duty and fork_direction <> 0 then observed_ms else 0 end)
            as forks_moving_ms,
        sum(case when is_working then observed_ms else 0 end) as active_ms,
        sum({{ exact("case when activity = 'loaded' then distance_m else 0 end") }})
            as loaded_distance_m,
        sum({{ exact("case when activity not in ('loaded', 'off') then distance_m else 0 end") }})
            as empty_distance_m,
        sum(case when has_height then observed_ms else 0 end) as height_ms,
        sum(case when has_speed then observed_ms else 0 end) as speed_ms,
        sum(case when has_position then observed_ms else 0 end) as position_ms,
        sum(case when is_on_duty and is_sensor_loaded is not null then observed_ms else 0 end)
            as load_signal_ms,
        sum(
            case
                when is_on_duty and is_sensor_loaded <> (activity = 'loaded') then observed_ms
                else 0
            end
        ) as load_disagreement_ms,
        sum(sample_count) as sample_count,
        count(case when activity <> 'off' and gap_ms > 0 then 1 end) as gap_count,
        min(case when is_on_duty then started_at_ms end) as first_duty_at_ms,
        max(case when is_on_duty then started_at_ms + observed_ms end) as last_duty_at_ms
    from numbered
    group by session_key, vehicle_id, hour_number

),

moving_runs as (

    select
        session_key,
        vehicle_id,
        moving_run,
        is_moving,
        min(hour_number) as hour_number,
        sum(observed_ms + gap_ms) as run_ms
    from numbered
    group by session_key, vehicle_id, moving_run, is_moving

),

-- A run that stands at the start of a session does not follow on a run that moves.
stops as (

    select
        session_key,
        vehicle_id,
        hour_number,
        count(*) as stop_count
    from moving_runs
    where not is_moving and moving_run > 1 and run_ms >= {{ milliseconds_of('stop_min_s') }}
    group by session_key, vehicle_id, hour_number

),

still_runs as (

    select
        session_key,
        vehicle_id,
        min(hour_number) as hour_number,
        sum(observed_ms) as run_ms
    from numbered
    where is_still
    group by session_key, vehicle_id, still_run

),

long_idles as (

    select
        session_key,
        vehicle_id,
        hour_number,
        count(*) as long_idle_count
    from still_runs
    where run_ms >= {{ milliseconds_of('long_idle_s') }}
    group by session_key, vehicle_id, hour_number

),

rises as (

    select
        *,
        case
            when
                started_at_ms - lag(started_at_ms + observed_ms) over in_session
                <= {{ milliseconds_of('lift_pause_s') }}
                and sunk_m - lag(sunk_m) over in_session < {{ checked_var('lift_break_m') }}
                then 0
            else 1
        end as is_lift_start
    from numbered
    where fork_direction > 0 and is_on_duty
    window in_session as (partition by session_key, vehicle_id order by activity_number)

),

numbered_rises as (

    select
        *,
        sum(is_lift_start) over (
            partition by session_key, vehicle_id
            order by activity_number
            rows between unbounded preceding and current row
        ) as lift_number
    from rises

),

lifts as (

    select
        session_key,
        vehicle_id,
        min(hour_number) as hour_number,
        sum({{ exact('height_change_m') }}) as lift_m
    from numbered_rises
    group by session_key, vehicle_id, lift_number

),

lifts_by_hour as (

    select
        session_key,
        vehicle_id,
        hour_number,
        count(*) as lift_count,
        sum(lift_m) as lift_m
    from lifts
    where lift_m >= {{ checked_var('lift_min_m') }}
    group by session_key, vehicle_id, hour_number

)

select
    sessions.session_key,
    sessions.session_version,
    hours.vehicle_id,
    hours.hour_number,
    hours.first_duty_at_ms,
    hours.last_duty_at_ms,
    {% for column in counted -%}
    cast(coalesce({{ column }}, 0) as bigint) as {{ column }},
    {% endfor -%}
    {% for column in ['loaded_distance_m', 'empty_distance_m', 'lift_m'] -%}
    {{ exact('coalesce(' ~ column ~ ', 0)') }} as {{ column }},
    {% endfor -%}
    {{ code_version() }} as code_version
from hours
inner join sessions on hours.session_key = sessions.session_key
{% for events in ['stops', 'long_idles', 'lifts_by_hour'] -%}
left join {{ events }}
    on
        hours.session_key = {{ events }}.session_key
        and hours.vehicle_id = {{ events }}.vehicle_id
        and hours.hour_number = {{ events }}.hour_number
{% endfor %}
