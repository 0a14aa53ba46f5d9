{{ config(materialized='view') }}

with days as (

    select
        *,
        {{ health_rates() }}
    from {{ ref('int_load_days__measured') }}

),

-- Asked for less often than the verdict, which every run makes.
medians as (

    select
        vehicle_id,
        local_date,
        {{ health_medians() }}
    from {{ ref('int_load_runs__measured') }}
    where is_run_start
    group by vehicle_id, local_date

),

flagged as (

    select
        *,
        {{ health_flags() }}
    from days

),

-- The last days up to each one: a verdict on all days is slow to see a sensor die.
recent_days as (

    select
        vehicle_id,
        local_date,
        {{ health_sums('over lately') }}
    from {{ ref('int_load_days__measured') }}
    window
        lately as (
            partition by vehicle_id
            order by {{ days_between("cast('1970-01-01' as date)", 'local_date') }}
            range between {{ checked_var('health_recent_days') - 1 }} preceding and current row
        )

),

recent as (

    select
        *,
        {{ health_rates() }}
    from recent_days
    where observed_ms >= {{ (checked_var('health_recent_min_h') * 3600000) | int }}

),

judged as (

    select
        vehicle_id,
        local_date,
        {{ load_sensor_verdict() }} as recent_load_sensor_status
    from recent

)

select
    flagged.vehicle_id,
    flagged.local_date,
    cast(flagged.observed_ms as double) / 3600000 as observed_h,
    flagged.usable_load_share,
    cast(flagged.loaded_ms as double) / 3600000 as loaded_h,
    flagged.loaded_share,
    flagged.toggle_count,
    flagged.toggles_per_h,
    flagged.loaded_run_count,
    flagged.short_loaded_run_count,
    flagged.short_loaded_run_share,
    medians.loaded_run_p50_s,
    medians.empty_run_p50_s,
    flagged.fast_flip_count,
    flagged.fast_flips_per_h,
    flagged.break_count,
    flagged.breaks_per_loaded_h,
    flagged.doubtful_toggle_share,
    flagged.lift_count,
    flagged.is_short_share_flagged,
    flagged.is_toggles_flagged,
    flagged.is_fast_flips_flagged,
    judged.recent_load_sensor_status
from flagged
left join medians
    on flagged.vehicle_id = medians.vehicle_id and flagged.local_date = medians.local_date
left join judged
    on flagged.vehicle_id = judged.vehicle_id and flagged.local_date = judged.local_date
