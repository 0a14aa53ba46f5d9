-- The current row of a vehicle's history says what all its days say.
{{ config(meta={'dagster': {'ref': {'name': 'dim_vehicle_history'}}}) }}

with current_rows as (

    select
        vehicle_id,
        load_sensor_status
    from {{ ref('dim_vehicle_history') }}
    where is_current

)

select
    health.vehicle_id,
    health.judged_status,
    current_rows.load_sensor_status
from {{ ref('int_vehicles__load_sensor_health') }} as health
full join current_rows on health.vehicle_id = current_rows.vehicle_id
where
    -- What was never observed has no history.
    (health.observed_h > 0 or current_rows.vehicle_id is not null)
    and health.judged_status is distinct from current_rows.load_sensor_status
