-- The profiles of the units count every reading that belongs to one, and the carry rule judges
-- every sample of them. The reference rule leaves samples out for their class or height.
{{ config(meta={'dagster': {'ref': {'name': 'int_samples__carry_state'}}}) }}
{%- set is_complete = var('height_method') == 'calibrate'
    and var('reject_unusable_rows') and not var('forklifts_only') %}

with profiled as (

    select
        sum(reading_count) as reading_count,
        sum(sample_count) as sample_count
    from {{ ref('int_vehicles__counted') }}

),

all_readings as (

    select sum(loaded_row_count) as reading_count
    from {{ ref('stg_telemetry__objects') }}

),

without_vehicle as (

    select count(*) as reading_count
    from {{ ref('stg_telemetry__readings') }}
    where unit_id is null

),

judged as (

    select count(*) as sample_count
    from {{ ref('int_samples__carry_state') }}

)

select
    all_readings.reading_count,
    profiled.reading_count as profiled_reading_count,
    without_vehicle.reading_count as reading_without_vehicle_count,
    profiled.sample_count,
    judged.sample_count as judged_sample_count
from all_readings
cross join profiled
cross join without_vehicle
cross join judged
where
    all_readings.reading_count <> profiled.reading_count + without_vehicle.reading_count
    or judged.sample_count {{ '<>' if is_complete else '>' }} profiled.sample_count
