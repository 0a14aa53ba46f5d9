with vehicles as (

    select distinct vehicle_id
    from {{ ref('int_vehicles__counted') }}

),

-- By file, a run of readings without a vehicle bears the name of its file.
runs as (

    select runs.*
    from {{ ref('int_load_runs__measured') }} as runs
    inner join vehicles on runs.vehicle_id = vehicles.vehicle_id

),

days as (

    select
        vehicle_id,
        local_date,
        sum(day_ms) as observed_ms,
        sum(case when is_loaded is not null then day_ms else 0 end) as signal_ms,
        sum(case when is_loaded then day_ms else 0 end) as loaded_ms,
        count(case when is_run_start and is_toggle then 1 end) as toggle_count,
        count(case when is_run_start and is_fast_flip then 1 end) as fast_flip_count,
        count(case when is_run_start then is_doubtful_toggle end) as known_toggle_count,
        count(case when is_run_start and is_doubtful_toggle then 1 end) as doubtful_toggle_count,
        count(case when is_run_start and is_loaded then 1 end) as loaded_run_count,
        count(
            case
                when is_run_start and is_loaded and run_ms < {{ var('health_short_run_s') * 1000 }}
                    then 1
            end
        ) as short_loaded_run_count,
        count(case when is_run_start and is_break then 1 end) as break_count
    from runs
    group by vehicle_id, local_date

),

lifts as (

    select
        vehicle_id,
        local_date,
        count(*) as lift_count
    from {{ ref('int_safety_spans__measured') }}
    where is_raise
    group by vehicle_id, local_date

)

select
    days.*,
    coalesce(lifts.lift_count, 0) as lift_count
from days
left join lifts
    on days.vehicle_id = lifts.vehicle_id and days.local_date = lifts.local_date
