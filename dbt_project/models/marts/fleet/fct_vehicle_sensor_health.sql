{{ config(materialized='view') }}

with health as (

    select * from {{ ref('int_vehicles__load_sensor_health') }}

),

medians as (

    select
        vehicle_id,
        {{ health_medians() }}
    from {{ ref('int_load_runs__measured') }}
    where is_run_start
    group by vehicle_id

)

select
    health.vehicle_id,
    health.load_sensor_status,
    health.judged_status,
    health.observed_h,
    health.usable_load_share,
    health.loaded_share,
    health.toggle_count,
    health.toggles_per_h,
    health.loaded_run_count,
    health.short_loaded_run_count,
    health.short_loaded_run_share,
    medians.loaded_run_p50_s,
    medians.empty_run_p50_s,
    health.fast_flip_count,
    health.fast_flips_per_h,
    health.break_count,
    health.breaks_per_loaded_h,
    health.doubtful_toggle_share,
    health.lift_count,
    health.is_short_share_flagged,
    health.is_toggles_flagged,
    health.is_fast_flips_flagged
from health
left join medians on health.vehicle_id = medians.vehicle_id
