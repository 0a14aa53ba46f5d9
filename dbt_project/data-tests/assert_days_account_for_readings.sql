-- The profile of a day counts every reading of its objects once, and as dropped what bears the mark
-- of a rule. One row per day that differs.
{{ config(meta={'dagster': {'ref': {'name': 'int_days__profiled'}}}) }}
{%- set untested = untested('day_number') %}

with days as (

    select
        unit_id,
        day_number,
        sum(reading_count) as reading_count
    from {{ ref('stg_telemetry__object_days') }}
    where {{ untested }}
    group by unit_id, day_number

),

marked as (

    select
        unit_id,
        day_number,
        count(drop_rule) as dropped_count
    from {{ ref('stg_telemetry__marked_readings') }}
    where {{ untested }}
    group by unit_id, day_number

),

profiled as (

    select
        unit_id,
        day_number,
        sum(reading_count) as reading_count,
        sum(exact_duplicate_count + redundant_off_duty_count) as dropped_count
    from {{ ref('int_days__profiled') }}
    where {{ untested }}
    group by unit_id, day_number

)

select
    coalesce(days.unit_id, marked.unit_id, profiled.unit_id) as unit_id,
    coalesce(days.day_number, marked.day_number, profiled.day_number) as day_number,
    days.reading_count,
    profiled.reading_count as profiled_reading_count,
    marked.dropped_count,
    profiled.dropped_count as profiled_dropped_count
from days
full join marked on days.unit_id = marked.unit_id and days.day_number = marked.day_number
full join profiled on days.unit_id = profiled.unit_id and days.day_number = profiled.day_number
where
    days.reading_count is distinct from profiled.reading_count
    or marked.dropped_count is distinct from profiled.dropped_count
