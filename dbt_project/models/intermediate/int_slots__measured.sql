{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['unit_id', 'day_number']) }}",
    meta={'test_scope': 'day_number'},
) }}
{%- set missing = missing_units(
    ref('stg_telemetry__days'), ['unit_id', 'day_number'], 'day_version'
) -%}

with days as (

    select * from {{ missing }}

),

samples as (

    select
        *,
        drop_rule is null and sampled_at_ms is not null as is_sample
    from {{ ref('stg_telemetry__samples') }}
    where {{ one_of_their_objects('object_id', missing) }}

),

measured as (

    select
        samples.unit_id,
        samples.day_number,
        {{ slot_number('samples.sampled_at_ms') }} as slot_number,
        days.day_version,
        count(*) as reading_count,
        count(case when samples.drop_rule = 'exact_duplicate' then 1 end)
            as exact_duplicate_count,
        count(case when samples.drop_rule = 'redundant_off_duty' then 1 end)
            as redundant_off_duty_count,
        count(case when samples.drop_rule = 'timestamp_missing' then 1 end)
            as timestamp_missing_count,
        count(case when samples.drop_rule = 'timestamp_not_a_number' then 1 end)
            as timestamp_not_a_number_count,
        count(
            case
                when samples.drop_rule in ('timestamp_too_early', 'timestamp_too_late') then 1
            end
        ) as timestamp_impossible_count,
        count(case when samples.is_sample then 1 end) as sample_count,
        min(case when samples.is_sample then samples.sampled_at_ms end) as first_sampled_at_ms,
        max(case when samples.is_sample then samples.sampled_at_ms end) as last_sampled_at_ms,
        max(case when samples.is_sample then samples.height_reported end) as highest_reported,
        {{ combined_hash('case when samples.is_sample then ' ~ row_hash([
            'samples.object_id', 'samples.row_number', 'samples.vehicle_id',
            'samples.sampled_at_ms', 'samples.height_reported', 'samples.load_reported',
            'samples.on_duty_reported', 'samples.latitude', 'samples.longitude',
            'samples.speed_kmh',
        ]) ~ ' end') }} as content_hash
    from samples
    inner join days
        on samples.unit_id = days.unit_id and samples.day_number = days.day_number
    group by samples.unit_id, samples.day_number, slot_number, days.day_version

)

select
    *,
    {{ code_version() }} as code_version
from measured
