{#- Each session has a row, so that one without a dwell is known to have been looked at. -#}
{%- set wanted -%}
(
    select
        sessions.session_key,
        sessions.session_version,
        {{ text_key("sessions.session_version || '|' || coalesce(zones.content, '')") }}
            as dwell_version
    from (
        select distinct
            session_key,
            session_version
        from {{ ref('int_windows__measured') }}
        where is_first
    ) as sessions
    cross join {{ zones_content() }} as zones
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(wanted, ['session_key'], 'dwell_version') %}

with sessions as (

    select * from {{ missing }}

),

windows as (

    select
        session_key,
        vehicle_id,
        window_number,
        observed_s,
        latitude,
        longitude,
        coalesce(
            on_duty_s > 0 and speed_kmh_mean < {{ checked_var('standing_below_kmh') }}, false
        ) as is_standing
    from {{ ref('int_windows__measured') }}
    where {{ one_of('session_key', 'select session_key from ' ~ missing) }}

),

edges as (

    select
        *,
        case
            when
                is_standing = lag(is_standing) over in_session
                and window_number = lag(window_number) over in_session + 1
                then 0
            else 1
        end as is_change,
        -- Where it last was before it stood: a position that is still the same is frozen.
        case when not is_standing then latitude end as driven_latitude,
        case when not is_standing then longitude end as driven_longitude
    from windows
    window in_session as (partition by session_key, vehicle_id order by window_number)

),

numbered as (

    select
        *,
        sum(is_change) over (
            partition by session_key, vehicle_id
            order by window_number
            rows between unbounded preceding and current row
        ) as run_number,
        {{ previous_known('driven_latitude') }} over in_session as previous_latitude,
        {{ previous_known('driven_longitude') }} over in_session as previous_longitude
    from edges
    window in_session as (partition by session_key, vehicle_id order by window_number)

),

-- Sums are of decimals: exact, and so the same in any order of rows.
dwells as (

    select
        session_key,
        vehicle_id,
        min(window_number) as first_window_number,
        cast(sum({{ exact('observed_s', 3) }}) as double) as duration_s,
        {{ ratio('sum(' ~ exact('latitude', 9) ~ ')', 'count(latitude)') }} as latitude,
        {{ ratio('sum(' ~ exact('longitude', 9) ~ ')', 'count(longitude)') }} as longitude
    from numbered
    where
        is_standing
        and not coalesce(
            latitude = previous_latitude and longitude = previous_longitude, false
        )
    group by session_key, vehicle_id, run_number
    having
        sum({{ exact('observed_s', 3) }}) >= {{ checked_var('dwell_min_s') }}
        and count(latitude) > 0

),

zones as (

    select * from {{ ref('zones') }}

),

away as (

    select
        dwells.session_key,
        dwells.vehicle_id,
        dwells.first_window_number,
        zones.zone_id,
        zones.radius_m,
        {{ metres_apart(
            'dwells.latitude', 'dwells.longitude', 'zones.latitude', 'zones.longitude'
        ) }} as distance_m
    from dwells
    cross join zones

),

named as (

    select
        session_key,
        vehicle_id,
        first_window_number,
        {{ last_by('zone_id', ['-distance_m', 'zone_id']) }} as zone_id
    from away
    where distance_m <= radius_m
    group by session_key, vehicle_id, first_window_number

)

select
    sessions.session_key,
    dwells.vehicle_id,
    {{ window_start('dwells.first_window_number') }}
        as started_at,
    dwells.duration_s,
    dwells.latitude,
    dwells.longitude,
    case
        when exists (select 1 from zones) then named.zone_id
        else {{ cell_id('dwells.latitude', 'dwells.longitude') }}
    end as zone_id,
    sessions.dwell_version,
    {{ code_version() }} as code_version
from sessions
left join dwells on sessions.session_key = dwells.session_key
left join named
    on
        dwells.session_key = named.session_key
        and dwells.vehicle_id = named.vehicle_id
        and dwells.first_window_number = named.first_window_number
