with runs as (

    select * from {{ ref('int_load_runs__measured') }}

),

units as (

    select * from {{ ref('int_vehicles__counted') }}

),

overrides as (

    select * from {{ ref('vehicle_overrides') }}

),

observed as (

    select
        vehicle_id,
        sum(run_ms) / 3600000 as observed_h,
        sum(case when is_loaded then run_ms else 0 end)
        / nullif(sum(case when is_loaded is not null then run_ms else 0 end), 0) as loaded_share,
        count(case when is_loaded then 1 end) as loaded_run_count,
        count(case when is_loaded and run_ms < {{ var('health_short_run_s') }} * 1000 then 1 end)
            as short_loaded_run_count,
        greatest(count(case when is_loaded is not null then 1 end) - count(distinct session_key), 0)
            as toggle_count,
        median(case when is_loaded then run_ms end) / 1000 as loaded_run_p50_s,
        median(case when not is_loaded then run_ms end) / 1000 as empty_run_p50_s
    from runs
    group by vehicle_id

),

signals as (

    select
        vehicle_id,
        sum(on_duty_sample_count) as on_duty_sample_count,
        sum(usable_load_count) as usable_load_count
    from units
    where vehicle_id is not null
    group by vehicle_id

),

described as (

    select
        signals.vehicle_id,
        signals.on_duty_sample_count,
        signals.usable_load_count / nullif(signals.on_duty_sample_count, 0) as usable_load_share,
        coalesce(observed.observed_h, 0) as observed_h,
        observed.loaded_share,
        coalesce(observed.loaded_run_count, 0) as loaded_run_count,
        coalesce(observed.short_loaded_run_count, 0) as short_loaded_run_count,
        observed.short_loaded_run_count / nullif(observed.loaded_run_count, 0)
            as short_loaded_run_share,
        coalesce(observed.toggle_count, 0) as toggle_count,
        observed.toggle_count / nullif(observed.observed_h, 0) as toggles_per_h,
        observed.loaded_run_p50_s,
        observed.empty_run_p50_s,
        overrides.load_sensor_status as given_status
    from signals
    left join observed on signals.vehicle_id = observed.vehicle_id
    left join overrides on signals.vehicle_id = overrides.vehicle_id

),

judged as (

    select
        *,
        coalesce(
            given_status,
            case
                when coalesce(usable_load_share, 0) < {{ var('health_min_usable_share') }}
                    then 'absent'
                when loaded_share >= {{ var('health_stuck_share') }} then 'stuck_loaded'
                when loaded_share <= 1 - {{ var('health_stuck_share') }} then 'stuck_empty'
                when short_loaded_run_share > {{ var('health_max_short_share') }} then 'flickering'
                else 'trusted'
            end
        ) as load_sensor_status
    from described

)

select
    vehicle_id,
    observed_h,
    on_duty_sample_count,
    usable_load_share,
    loaded_share,
    loaded_run_count,
    short_loaded_run_count,
    short_loaded_run_share,
    toggle_count,
    toggles_per_h,
    loaded_run_p50_s,
    empty_run_p50_s,
    load_sensor_status
from judged
