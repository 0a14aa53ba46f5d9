with units as (

    select * from {{ ref('int_vehicles__counted') }}

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
        min(calibrated.metres_per_unit) as metres_per_unit,
        sum(units.reading_count) as reading_count,
        sum(units.sample_count) as sample_count,
        sum(units.exact_duplicate_count) as exact_duplicate_count,
        sum(units.redundant_off_duty_count) as redundant_off_duty_count
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
    coalesce(health.load_sensor_status, 'absent') as load_sensor_status,
    cast(vehicles.reading_count as bigint) as reading_count,
    cast(vehicles.sample_count as bigint) as sample_count,
    cast(vehicles.exact_duplicate_count as bigint) as exact_duplicate_count,
    cast(vehicles.redundant_off_duty_count as bigint) as redundant_off_duty_count
from vehicles
left join health on vehicles.vehicle_id = health.vehicle_id
where vehicles.vehicle_id is not null
