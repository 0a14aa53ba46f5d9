with days as (

    select * from {{ ref('int_load_days__measured') }}

),

-- All that was known at the end of each day.
known as (

    select
        vehicle_id,
        local_date,
        {{ health_sums('over until_then') }}
    from days
    window
        until_then as (
            partition by vehicle_id
            order by local_date
            rows between unbounded preceding and current row
        )

),

rated as (

    select
        *,
        {{ health_rates() }}
    from known

),

judged as (

    select
        *,
        {{ load_sensor_verdict() }} as load_sensor_status
    from rated

),

edges as (

    select
        *,
        lag(load_sensor_status) over by_day as previous_status
    from judged
    window by_day as (partition by vehicle_id order by local_date)

),

changes as (

    select
        *,
        lead(local_date) over by_day as valid_to
    from edges
    where load_sensor_status is distinct from previous_status
    window by_day as (partition by vehicle_id order by local_date)

)

select
    vehicle_id,
    local_date as valid_from,
    valid_to,
    valid_to is null as is_current,
    load_sensor_status,
    previous_status,
    cast(observed_ms as double) / 3600000 as observed_h,
    usable_load_share,
    loaded_share,
    breaks_per_loaded_h,
    doubtful_toggle_share,
    cast(lift_count as bigint) as lift_count
from changes
