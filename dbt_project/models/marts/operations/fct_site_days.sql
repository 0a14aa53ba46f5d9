{#-
    A day is made of the windows of its sessions, and of which vehicles the fleet had: both are in
    its version. Which sessions there are, the table of windows itself is asked; how long they lasted
    is asked of the sessions, as these are far fewer.
-#}
{%- set every_session_day -%}
(
    select distinct
        session_key,
        session_version,
        {{ local_date('hour_number * 3600000') }} as local_date
    from (
        select
            windows.session_key,
            windows.session_version,
            {{ each_integer(
                hour_number('sessions.session_started_at_ms'),
                hour_number('sessions.last_sampled_at_ms')
            ) }} as hour_number
        from {{ ref('int_windows__measured') }} as windows
        inner join {{ ref('int_sessions__versioned') }} as sessions
            on windows.session_key = sessions.session_key
        where windows.is_first
    ) as session_hours
)
{%- endset -%}
{%- set session_days = (
    counted_relation('session_days', 'select * from ' ~ every_session_day)
    if is_incremental() else every_session_day
) -%}
{%- set wanted -%}
(
    select
        fleet.local_date,
        fleet.fleet_size,
        fleet.vehicles_in_use,
        {{ text_key(
            "fleet.fleet_size || '|' || fleet.vehicles_in_use || '|' || coalesce(sessions.content, '')"
        ) }} as day_version
    from (
        select
            local_date,
            count(*) as fleet_size,
            count(case when is_in_use then 1 end) as vehicles_in_use
        from {{ ref('fct_vehicle_days') }}
        group by local_date
    ) as fleet
    left join (
        select
            local_date,
            cast({{ combined_hash(row_hash(['session_key', 'session_version'])) }} as varchar)
                as content
        from {{ session_days }} as session_days
        group by local_date
    ) as sessions
        on fleet.local_date = sessions.local_date
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['local_date']) }}",
) }}
{%- set missing = missing_units(wanted, ['local_date'], 'day_version') %}
{%- set their_sessions -%}
select distinct session_days.session_key
from {{ session_days }} as session_days
inner join {{ missing }} as missing on session_days.local_date = missing.local_date
{%- endset %}

with days as (

    select * from {{ missing }}

),

driven as (

    select
        session_key,
        vehicle_id,
        window_number,
        {{ hour_number('window_number * ' ~ milliseconds_of('window_s')) }} as hour_number,
        latitude,
        longitude
    from {{ ref('int_windows__measured') }}
    where
        on_duty_s > 0
        and speed_kmh_mean >= {{ checked_var('standing_below_kmh') }}
        and latitude is not null
        and longitude is not null
        and {{ one_of('session_key', their_sessions) }}

),

-- Hours first: they are few, and each has one date.
dated as (

    select
        hours.hour_number,
        hours.local_date
    from (
        select
            hour_number,
            {{ local_date('hour_number * 3600000') }} as local_date
        from (select distinct hour_number from driven) as found
    ) as hours
    inner join days on hours.local_date = days.local_date

),

-- A position that stays the same while the vehicle drives is frozen.
known as (

    select
        *,
        coalesce(
            latitude = lag(latitude) over in_session
            and longitude = lag(longitude) over in_session,
            false
        ) as is_frozen
    from driven
    window in_session as (partition by session_key, vehicle_id order by window_number)

),

positions as (

    select
        dated.local_date,
        known.latitude,
        known.longitude
    from known
    inner join dated on known.hour_number = dated.hour_number
    where not known.is_frozen

),

middles as (

    select
        local_date,
        count(*) as position_count,
        {{ nth(quantiles('latitude', [0.5]), 0) }} as latitude,
        {{ nth(quantiles('longitude', [0.5]), 0) }} as longitude
    from positions
    group by local_date

),

radii as (

    select
        positions.local_date,
        {{ nth(quantiles(
            metres_apart(
                'positions.latitude', 'positions.longitude', 'middles.latitude', 'middles.longitude'
            ),
            [0.95],
        ), 0) }} as site_radius_m
    from positions
    inner join middles on positions.local_date = middles.local_date
    group by positions.local_date

)

select
    days.local_date,
    cast(days.fleet_size as bigint) as fleet_size,
    cast(days.vehicles_in_use as bigint) as vehicles_in_use,
    cast(coalesce(middles.position_count, 0) as bigint) as position_count,
    middles.latitude,
    middles.longitude,
    radii.site_radius_m,
    days.day_version,
    {{ code_version() }} as code_version
from days
left join middles on days.local_date = middles.local_date
left join radii on days.local_date = radii.local_date
