-- Every line of every object is a reading or rejected, and the days count as dropped what bears the
-- mark of a rule: nothing is lost or repeated on the way. One row per object or day that differs.
{{ config(meta={'dagster': {'ref': {'name': 'int_days__profiled'}}}) }}

with objects as (

    select * from {{ ref('stg_telemetry__objects') }}

),

rejected as (

    select
        object_id,
        count(*) as rejected_count
    from {{ ref('stg_telemetry__rejected_rows') }}
    group by object_id

),

readings as (

    select
        object_id,
        count(*) as reading_count
    from {{ ref('stg_telemetry__readings') }}
    group by object_id

),

marked as (

    select
        day_number,
        count(drop_rule) as dropped_count
    from {{ ref('stg_telemetry__marked_readings') }}
    group by day_number

),

counted as (

    select
        day_number,
        sum(exact_duplicate_count + redundant_off_duty_count) as dropped_count
    from {{ ref('int_days__profiled') }}
    group by day_number

)

select
    objects.source_file,
    null as day_number,
    objects.row_count as expected_count,
    coalesce(readings.reading_count, 0) + coalesce(rejected.rejected_count, 0) as found_count
from objects
left join rejected on objects.object_id = rejected.object_id
left join readings on objects.object_id = readings.object_id
where
    objects.row_count <> objects.loaded_row_count + objects.rejected_row_count
    or objects.loaded_row_count <> coalesce(readings.reading_count, 0)
    or objects.rejected_row_count <> coalesce(rejected.rejected_count, 0)
union all
select
    null as source_file,
    coalesce(marked.day_number, counted.day_number) as day_number,
    marked.dropped_count as expected_count,
    counted.dropped_count as found_count
from marked
full join counted on marked.day_number = counted.day_number
where marked.dropped_count is distinct from counted.dropped_count
