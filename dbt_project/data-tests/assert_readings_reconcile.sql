-- Every line of every object is a reading or rejected, and every reading is a sample or dropped by
-- one rule: nothing is lost or repeated on the way.
{{ config(meta={'dagster': {'ref': {'name': 'stg_telemetry__samples'}}}) }}

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
        count(*) as reading_count,
        count(
            case when drop_rule in ('exact_duplicate', 'redundant_off_duty') then 1 end
        ) as dropped_count
    from {{ ref('stg_telemetry__samples') }}
    group by object_id

),

dropped as (

    select
        object_id,
        count(*) as dropped_count
    from {{ ref('stg_telemetry__dropped_readings') }}
    group by object_id

)

select
    objects.source_file,
    objects.row_count,
    objects.loaded_row_count,
    readings.reading_count,
    objects.rejected_row_count,
    rejected.rejected_count,
    readings.dropped_count as dropped_reading_count,
    dropped.dropped_count
from objects
left join rejected on objects.object_id = rejected.object_id
left join readings on objects.object_id = readings.object_id
left join dropped on objects.object_id = dropped.object_id
where
    objects.row_count <> objects.loaded_row_count + objects.rejected_row_count
    or objects.loaded_row_count <> coalesce(readings.reading_count, 0)
    or objects.rejected_row_count <> coalesce(rejected.rejected_count, 0)
    or coalesce(readings.dropped_count, 0) <> coalesce(dropped.dropped_count, 0)
