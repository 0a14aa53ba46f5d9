{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(carried_sessions(), ['session_key'], 'cycle_version') %}

with sessions as (

    select * from {{ missing }}

),

activities as (

    select
        activities.*,
        activities.activity = 'loaded' as is_loaded
    from {{ ref('int_activities__measured') }} as activities
    inner join sessions
        on
            activities.session_key = sessions.session_key
            and activities.session_version = sessions.session_version
    where {{ one_of('activities.session_key', 'select session_key from ' ~ missing) }}

),

edges as (

    select
        *,
        case
            when is_loaded and not coalesce(lag(is_loaded) over in_session, false) then 1
            else 0
        end as is_pick_up
    from activities
    window in_session as (partition by session_key order by activity_number)

),

-- Off duty ends a cycle: what follows before the next pick-up belongs to none.
numbered as (

    select
        *,
        sum(is_pick_up) over up_to_here as cycle_number,
        sum(case when activity = 'off' then 1 else 0 end) over up_to_here as off_duty_number
    from edges
    window
        up_to_here as (
            partition by session_key
            order by activity_number
            rows between unbounded preceding and current row
        )

),

-- Sums are of whole milliseconds and of decimals: exact, and so the same in any order of rows.
parts as (

    select
        session_key,
        cycle_number,
        off_duty_number,
        max(is_pick_up) = 1 as has_pick_up,
        min(started_at_ms) as started_at_ms,
        min(case when not is_loaded then started_at_ms end) as set_down_at_ms,
        max(started_at_ms + observed_ms + gap_ms) as ended_at_ms,
        sum(case when not is_loaded and activity <> 'off' then observed_ms else 0 end) as return_ms,
        sum(case when not is_loaded and activity <> 'off' then {{ exact('distance_m') }} end)
            as empty_distance_m
    from numbered
    where cycle_number > 0
    group by session_key, cycle_number, off_duty_number

),

cycles as (

    select
        *,
        -- The part that begins with the next pick-up is the next cycle when none lies between.
        case
            when lead(has_pick_up) over in_session then lead(started_at_ms) over in_session
        end as next_started_at_ms
    from parts
    window
        in_session as (
            partition by session_key order by cycle_number, off_duty_number
        )

),

segments as (

    select
        segments.*,
        sessions.cycle_version,
        coalesce(
            segments.start_latitude = segments.end_latitude
            and segments.start_longitude = segments.end_longitude
            and segments.distance_m > {{ checked_var('gps_frozen_from_m') }},
            false
        ) as is_frozen
    from {{ ref('fct_carry_segments') }} as segments
    inner join sessions
        on
            segments.session_key = sessions.session_key
            and segments.session_version = sessions.session_version
    where {{ one_of('segments.session_key', 'select session_key from ' ~ missing) }}

),

positions as (

    select
        segment_id,
        'pick_up' as carry_end,
        start_latitude as latitude,
        start_longitude as longitude
    from segments
    where not is_frozen and start_latitude is not null and start_longitude is not null
    union all
    select
        segment_id,
        'set_down' as carry_end,
        end_latitude as latitude,
        end_longitude as longitude
    from segments
    where not is_frozen and end_latitude is not null and end_longitude is not null

),

zones as (

    select
        zone_id,
        {{ metres_north('latitude') }} as north_m,
        {{ metres_east('latitude', 'longitude') }} as east_m,
        radius_m
    from {{ ref('zones') }}

),

away as (

    select
        positions.segment_id,
        positions.carry_end,
        zones.zone_id,
        zones.radius_m,
        power({{ metres_north('positions.latitude') }} - zones.north_m, 2)
        + power({{ metres_east('positions.latitude', 'positions.longitude') }} - zones.east_m, 2)
            as squared_m2
    from positions
    cross join zones

),

named as (

    select
        segment_id,
        carry_end,
        zone_id,
        row_number() over (partition by segment_id, carry_end order by squared_m2, zone_id) as place
    from away
    where squared_m2 <= power(radius_m, 2)

),

-- Where people named no zone at all, the squares of the grid stand in for them.
placed as (

    select
        positions.segment_id,
        max(case when positions.carry_end = 'pick_up' then named.zone_id end) as pick_up_zone_id,
        max(case when positions.carry_end = 'set_down' then named.zone_id end) as set_down_zone_id
    from positions
    inner join named
        on
            positions.segment_id = named.segment_id
            and positions.carry_end = named.carry_end
            and named.place = 1
    group by positions.segment_id
    union all
    select
        segment_id,
        max(case when carry_end = 'pick_up' then {{ cell_id('latitude', 'longitude') }} end)
            as pick_up_zone_id,
        max(case when carry_end = 'set_down' then {{ cell_id('latitude', 'longitude') }} end)
            as set_down_zone_id
    from positions
    where not exists (select 1 from zones)
    group by segment_id

)

select
    segments.segment_id,
    segments.vehicle_id,
    segments.session_id,
    segments.started_at as picked_up_at,
    cast({{ local_time('segments.started_at', checked_var('site_time_zone')) }} as date)
        as local_date,
    {{ hour_of_week('segments.started_at') }} as hour_of_week,
    {{ timestamp_from_ms('coalesce(cycles.set_down_at_ms, cycles.ended_at_ms)') }} as set_down_at,
    {{ timestamp_from_ms('cycles.next_started_at_ms') }} as next_picked_up_at,
    cycles.next_started_at_ms is not null as is_complete,
    segments.duration_s as carry_duration_s,
    case when cycles.next_started_at_ms is not null then cast(cycles.return_ms as double) / 1000 end
        as return_duration_s,
    cast(cycles.next_started_at_ms - cycles.started_at_ms as double) / 1000 as cycle_duration_s,
    segments.distance_m as loaded_distance_m,
    case
        when cycles.next_started_at_ms is not null
            then cast(coalesce(cycles.empty_distance_m, 0) as double)
    end as empty_distance_m,
    case
        when cycles.next_started_at_ms is null then null
        when coalesce(cycles.empty_distance_m, 0) <= {{ checked_var('dual_max_empty_m') }}
            then 'dual'
        else 'empty'
    end as return_kind,
    segments.max_height_m,
    segments.max_speed_kmh,
    segments.start_latitude as pick_up_latitude,
    segments.start_longitude as pick_up_longitude,
    segments.end_latitude as set_down_latitude,
    segments.end_longitude as set_down_longitude,
    placed.pick_up_zone_id,
    placed.set_down_zone_id,
    segments.session_key,
    segments.cycle_version,
    {{ code_version() }} as code_version
from segments
inner join cycles
    on
        segments.session_key = cycles.session_key
        and segments.started_at = {{ timestamp_from_ms('cycles.started_at_ms') }}
        and cycles.has_pick_up
left join placed on segments.segment_id = placed.segment_id
