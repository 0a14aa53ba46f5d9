{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['unit_id', 'day_number']) }}",
    meta={'test_scope': 'day_number'},
) }}
{%- set missing = missing_units(marked_days(), ['unit_id', 'day_number'], 'day_version') -%}

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
        count(case when samples.drop_rule = 'vehicle_missing' then 1 end)
            as vehicle_missing_count,
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

),

-- Samples within a slot are never further apart than a session allows.
edges as (

    select
        *,
        case
            when
                {{ exceeds(
                    'first_sampled_at_ms - lag(last_sampled_at_ms) over in_day',
                    milliseconds_of('session_gap_s')
                ) }}
                then first_sampled_at_ms
        end as gap_ended_at_ms
    from measured
    window in_day as (partition by unit_id, day_number, sample_count > 0 order by slot_number)

)

select
    unit_id,
    day_number,
    slot_number,
    day_version,
    reading_count,
    exact_duplicate_count,
    redundant_off_duty_count,
    vehicle_missing_count,
    timestamp_missing_count,
    timestamp_not_a_number_count,
    timestamp_impossible_count,
    sample_count,
    first_sampled_at_ms,
    last_sampled_at_ms,
    highest_reported,
    content_hash,
    max(gap_ended_at_ms) over (
        partition by unit_id, day_number, sample_count > 0
        order by slot_number
        rows between unbounded preceding and current row
    ) as session_started_at_ms,
    {{ code_version() }} as code_version
from edges
