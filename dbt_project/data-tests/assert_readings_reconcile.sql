-- Every line of every object is a reading or rejected, and every reading of a unit is in one of the
-- unit's days. One row per object that differs.
{{ config(meta={'dagster': {'ref': {'name': 'stg_telemetry__object_days'}}}) }}
{%- set untested = untested('object_id') %}

with objects as (

    select * from {{ ref('stg_telemetry__objects') }}
    where {{ untested }}

),

rejected as (

    select
        object_id,
        count(*) as rejected_count
    from {{ ref('stg_telemetry__rejected_rows') }}
    where {{ untested }}
    group by object_id

),

readings as (

    select
        object_id,
        count(*) as reading_count,
        count(unit_id) as unit_reading_count
    from {{ ref('stg_telemetry__readings') }}
    where {{ untested }}
    group by object_id

),

days as (

    select
        object_id,
        sum(reading_count) as reading_count
    from {{ ref('stg_telemetry__object_days') }}
    where {{ untested }}
    group by object_id

)

select
    objects.source_file,
    objects.row_count,
    objects.loaded_row_count,
    readings.reading_count,
    objects.rejected_row_count,
    rejected.rejected_count,
    readings.unit_reading_count,
    days.reading_count as days_reading_count
from objects
left join rejected on objects.object_id = rejected.object_id
left join readings on objects.object_id = readings.object_id
left join days on objects.object_id = days.object_id
where
    objects.row_count <> objects.loaded_row_count + objects.rejected_row_count
    or objects.loaded_row_count <> coalesce(readings.reading_count, 0)
    or objects.rejected_row_count <> coalesce(rejected.rejected_count, 0)
    or coalesce(readings.unit_reading_count, 0) <> coalesce(days.reading_count, 0)
