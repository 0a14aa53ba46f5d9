{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['unit_id', 'day_number']) }}",
    meta={'test_scope': 'day_number'},
) }}
{%- set missing = missing_units(
    ref('stg_telemetry__days'), ['unit_id', 'day_number'], 'day_version', 'is_first_of_day'
) -%}

with days as (

    select * from {{ missing }}

),

-- Few columns on purpose: this sort passes over every reading. Rejected ones come last.
neighbours as (

    select
        readings.object_id,
        readings.row_number,
        days.day_version,
        readings.rejection_reason is null as is_usable,
        readings.on_duty_reported = 0 as is_off_duty,
        case
            when row_number() over in_order = 1 then days.follows_off_duty
            else lag(readings.on_duty_reported) over in_order = 0
        end as follows_off_duty,
        readings.sampled_at_ms,
        lag(readings.sampled_at_ms) over in_order as previous_ms,
        lead(readings.sampled_at_ms) over in_order as next_ms,
        row_number() over in_order = 1 as is_first_of_day
    from {{ ref('stg_telemetry__readings') }} as readings
    inner join days
        on readings.unit_id = days.unit_id and readings.day_number = days.day_number
    where {{ one_of_their_objects('readings.object_id', missing) }}
    window
        in_order as (
            partition by readings.unit_id, readings.day_number
            order by
                readings.rejection_reason is not null,
                readings.sampled_at_ms nulls last,
                readings.file_order,
                readings.row_number
        )

),

suspects as (

    select
        object_id,
        row_number,
        day_version,
        is_first_of_day,
        coalesce(is_usable and is_off_duty and follows_off_duty, false) as is_redundant_off_duty,
        coalesce(
            {{ 'is_usable' if var('drop_exact_duplicates') else 'false' }}
            and (sampled_at_ms = previous_ms or sampled_at_ms = next_ms),
            false
        ) as is_tied
    from neighbours

),

repetitions as (

    select
        readings.object_id,
        readings.row_number,
        readings.unit_id,
        readings.day_number,
        suspects.day_version,
        suspects.is_first_of_day,
        suspects.is_redundant_off_duty,
        suspects.is_tied
        and row_number() over (
            partition by
                suspects.is_tied,
                readings.unit_id,
                readings.vehicle_id,
                readings.sampled_at_ms,
                readings.height_reported,
                readings.load_reported,
                readings.on_duty_reported,
                readings.latitude,
                readings.longitude,
                readings.speed_kmh,
                readings.unparsed_json
            order by readings.file_order, readings.row_number
        ) > 1 as is_exact_duplicate
    from suspects
    inner join {{ ref('stg_telemetry__readings') }} as readings
        on
            suspects.object_id = readings.object_id
            and suspects.row_number = readings.row_number
    where
        (suspects.is_redundant_off_duty or suspects.is_tied or suspects.is_first_of_day)
        and {{ one_of_their_objects('readings.object_id', missing) }}

)

select
    object_id,
    row_number,
    unit_id,
    day_number,
    is_first_of_day,
    case
        when is_exact_duplicate then 'exact_duplicate'
        when is_redundant_off_duty then 'redundant_off_duty'
    end as drop_rule,
    day_version,
    {{ code_version() }} as code_version
from repetitions
where is_redundant_off_duty or is_exact_duplicate or is_first_of_day
