{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['object_id']) }}",
    meta={'test_scope': 'object_id'},
) }}
{#- Empty files give no row, and would be looked for in every build. -#}
{%- set objects = ref('stg_telemetry__objects') -%}
{%- set filled = '(select * from ' ~ objects ~ ' where loaded_row_count > 0)' -%}
{%- set missing = missing_units(filled, ['object_id'], 'content_sha256') -%}

with objects as (

    select
        object_id,
        content_sha256
    from {{ missing }}

),

readings as (

    select * from {{ ref('stg_telemetry__readings') }}
    where
        unit_id is not null
        and {{ one_of('object_id', 'select object_id from ' ~ missing) }}

),

hashed as (

    select
        readings.object_id,
        objects.content_sha256,
        readings.unit_id,
        readings.day_number,
        readings.sampled_at_ms,
        readings.row_number,
        readings.rejection_reason is null as is_usable,
        coalesce(readings.on_duty_reported = 0, false) as is_off_duty,
        {{ row_hash([
            'readings.row_number', 'readings.vehicle_id', 'readings.sampled_at_ms',
            'readings.height_reported', 'readings.load_reported', 'readings.on_duty_reported',
            'readings.latitude', 'readings.longitude', 'readings.speed_kmh',
            'readings.unparsed_json',
        ]) }} as reading_hash
    from readings
    inner join objects on readings.object_id = objects.object_id

)

select
    object_id,
    content_sha256,
    unit_id,
    day_number,
    count(*) as reading_count,
    {{ combined_hash('reading_hash') }} as content_hash,
    max(case when is_usable then sampled_at_ms end) as last_sampled_at_ms,
    {{ last_by(
        'is_off_duty', ['is_usable', 'coalesce(sampled_at_ms, 9223372036854775807)', 'row_number']
    ) }} as ends_off_duty,
    bool_or(is_usable) as is_usable,
    {{ code_version() }} as code_version
from hashed
group by object_id, content_sha256, unit_id, day_number
