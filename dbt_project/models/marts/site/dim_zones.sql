with zones as (

    select * from {{ ref('zones') }}

),

cycles as (

    select * from {{ ref('fct_load_cycles') }}

),

events as (

    select
        vehicle_id,
        pick_up_zone_id as zone_id,
        'pick_up' as kind,
        0 as dwell_s,
        pick_up_latitude as latitude,
        pick_up_longitude as longitude
    from cycles
    where pick_up_zone_id is not null
    union all
    select
        vehicle_id,
        set_down_zone_id as zone_id,
        'set_down' as kind,
        0 as dwell_s,
        set_down_latitude as latitude,
        set_down_longitude as longitude
    from cycles
    where set_down_zone_id is not null
    union all
    select
        vehicle_id,
        zone_id,
        'dwell' as kind,
        duration_s as dwell_s,
        latitude,
        longitude
    from {{ ref('int_dwells__located') }}
    where zone_id is not null

),

counted as (

    select
        zone_id,
        count(case when kind = 'pick_up' then 1 end) as pick_up_count,
        count(case when kind = 'set_down' then 1 end) as set_down_count,
        count(case when kind = 'dwell' then 1 end) as dwell_count,
        cast(sum({{ exact('dwell_s', 3) }}) as double) as dwell_s,
        count(*) as event_count,
        count(distinct vehicle_id) as vehicle_count,
        {{ ratio('sum(' ~ exact('latitude', 9) ~ ')', 'count(*)') }} as latitude,
        {{ ratio('sum(' ~ exact('longitude', 9) ~ ')', 'count(*)') }} as longitude
    from events
    group by zone_id

)

select
    zones.zone_id,
    zones.zone_name,
    false as is_learned,
    zones.latitude,
    zones.longitude,
    zones.radius_m,
    cast(coalesce(counted.pick_up_count, 0) as bigint) as pick_up_count,
    cast(coalesce(counted.set_down_count, 0) as bigint) as set_down_count,
    cast(coalesce(counted.dwell_count, 0) as bigint) as dwell_count,
    coalesce(counted.dwell_s, 0) as dwell_s,
    cast(coalesce(counted.vehicle_count, 0) as bigint) as vehicle_count
from zones
left join counted on zones.zone_id = counted.zone_id
union all
select
    counted.zone_id,
    counted.zone_id as zone_name,
    true as is_learned,
    counted.latitude,
    counted.longitude,
    -- Half of a square's diagonal.
    cast({{ checked_var('zone_cell_m') }} as double) * sqrt(0.5) as radius_m,
    cast(counted.pick_up_count as bigint) as pick_up_count,
    cast(counted.set_down_count as bigint) as set_down_count,
    cast(counted.dwell_count as bigint) as dwell_count,
    counted.dwell_s,
    cast(counted.vehicle_count as bigint) as vehicle_count
from counted
where
    counted.event_count >= {{ checked_var('zone_min_events') }}
    and not exists (select 1 from zones)
