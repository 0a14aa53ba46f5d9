{{ config(materialized='view') }}

with units as (

    select
        unit_id,
        vehicle_id
    from {{ ref('int_vehicles__counted') }}
    where vehicle_id is not null

),

calibrated as (

    select * from {{ ref('int_units__calibrated') }}

),

health as (

    select * from {{ ref('int_vehicles__load_sensor_health') }}

),

vehicles as (

    select
        units.vehicle_id,
        min(calibrated.vehicle_class) as vehicle_class,
        min(calibrated.height_status) as height_status,
        min(calibrated.height_offset_reported) as height_offset_reported,
        min(calibrated.metres_per_unit) as metres_per_unit
    from units
    inner join calibrated on units.unit_id = calibrated.unit_id
    group by units.vehicle_id

)

select
    vehicles.vehicle_id,
    vehicles.vehicle_class,
    vehicles.height_status,
    vehicles.height_offset_reported,
    vehicles.metres_per_unit,
    coalesce(health.load_sensor_status, 'absent') as load_sensor_status
from vehicles
left join health on vehicles.vehicle_id = health.vehicle_id
