with vehicles as (

    select * from {{ ref('int_vehicles__judged') }}

),

counted as (

    select
        vehicle_id,
        sum(reading_count) as reading_count,
        sum(sample_count) as sample_count,
        sum(exact_duplicate_count) as exact_duplicate_count,
        sum(redundant_off_duty_count) as redundant_off_duty_count
    from {{ ref('int_vehicles__counted') }}
    group by vehicle_id

)

select
    vehicles.vehicle_id,
    vehicles.vehicle_class,
    vehicles.height_status,
    vehicles.height_offset_reported,
    vehicles.metres_per_unit,
    vehicles.load_sensor_status,
    cast(counted.reading_count as bigint) as reading_count,
    cast(counted.sample_count as bigint) as sample_count,
    cast(counted.exact_duplicate_count as bigint) as exact_duplicate_count,
    cast(counted.redundant_off_duty_count as bigint) as redundant_off_duty_count
from vehicles
inner join counted on vehicles.vehicle_id = counted.vehicle_id
