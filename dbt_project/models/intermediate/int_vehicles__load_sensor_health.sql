with days as (

    select * from {{ ref('int_load_days__measured') }}

),

overrides as (

    select * from {{ ref('vehicle_overrides') }}

),

-- Also those that were never observed.
vehicles as (

    select distinct vehicle_id
    from {{ ref('int_vehicles__counted') }}
    where vehicle_id is not null

),

summed as (

    select
        vehicle_id,
        {{ health_sums() }}
    from days
    group by vehicle_id

),

rated as (

    select
        *,
        {{ health_rates() }}
    from summed

),

judged as (

    select
        *,
        {{ health_flags() }},
        {{ load_sensor_verdict() }} as verdict
    from rated

)

select
    vehicles.vehicle_id,
    coalesce(judged.observed_ms, 0) / 3600000 as observed_h,
    judged.usable_load_share,
    judged.loaded_share,
    cast(coalesce(judged.loaded_run_count, 0) as bigint) as loaded_run_count,
    cast(coalesce(judged.short_loaded_run_count, 0) as bigint) as short_loaded_run_count,
    judged.short_loaded_run_share,
    cast(coalesce(judged.toggle_count, 0) as bigint) as toggle_count,
    judged.toggles_per_h,
    cast(coalesce(judged.fast_flip_count, 0) as bigint) as fast_flip_count,
    judged.fast_flips_per_h,
    cast(coalesce(judged.break_count, 0) as bigint) as break_count,
    judged.breaks_per_loaded_h,
    judged.doubtful_toggle_share,
    cast(coalesce(judged.lift_count, 0) as bigint) as lift_count,
    coalesce(judged.is_short_share_flagged, false) as is_short_share_flagged,
    coalesce(judged.is_toggles_flagged, false) as is_toggles_flagged,
    coalesce(judged.is_fast_flips_flagged, false) as is_fast_flips_flagged,
    coalesce(judged.verdict, 'absent') as judged_status,
    coalesce(overrides.load_sensor_status, judged.verdict, 'absent') as load_sensor_status
from vehicles
left join judged on vehicles.vehicle_id = judged.vehicle_id
left join overrides on vehicles.vehicle_id = overrides.vehicle_id
