{{ config(materialized='view') }}

with days as (

    select
        *,
        {{ health_rates() }}
    from {{ ref('int_load_days__measured') }}

),

flagged as (

    select
        *,
        {{ health_flags() }}
    from days

)

select
    vehicle_id,
    local_date,
    cast(observed_ms as double) / 3600000 as observed_h,
    usable_load_share,
    cast(loaded_ms as double) / 3600000 as loaded_h,
    loaded_share,
    toggle_count,
    toggles_per_h,
    loaded_run_count,
    short_loaded_run_count,
    short_loaded_run_share,
    loaded_run_p50_s,
    empty_run_p50_s,
    fast_flip_count,
    fast_flips_per_h,
    break_count,
    breaks_per_loaded_h,
    doubtful_toggle_share,
    lift_count,
    is_short_share_flagged,
    is_toggles_flagged,
    is_fast_flips_flagged
from flagged
