-- A warning: all days together speak for a load sensor, but the last ones of the vehicle do not.
-- Until it is repaired, or `vehicle_overrides` says what it is, its carries are not to be believed.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_sensor_health_daily'}}}) }}

with days as (

    select
        vehicle_id,
        local_date,
        recent_load_sensor_status,
        max(local_date) over (partition by vehicle_id) as last_date
    from {{ ref('fct_sensor_health_daily') }}

)

select
    days.vehicle_id,
    days.local_date,
    vehicles.load_sensor_status,
    days.recent_load_sensor_status
from days
inner join {{ ref('dim_vehicles') }} as vehicles on days.vehicle_id = vehicles.vehicle_id
where
    days.local_date = days.last_date
    and vehicles.load_sensor_status = 'trusted'
    and days.recent_load_sensor_status <> 'trusted'
