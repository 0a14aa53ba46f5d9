{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['unit_id', 'day_number']) }}",
    meta={'test_scope': 'day_number'},
) }}
{%- set missing = missing_units(
    ref('stg_telemetry__days'), ['unit_id', 'day_number'], 'day_version', 'is_first_of_day'
) -%}
{#- Behind every time in milliseconds: readings without one, and last of all rejected ones. -#}
{%- set place_without_time = 9223372036854775806 -%}
{%- set place_of_rejected = 9223372036854775807 %}

-- One number for unit and day: what is sorted by is what the sort costs.
with days as (

    select
        *,
        row_number() over (order by unit_id, day_number) as unit_day
    from {{ missing }}

),

placed as (

    select
        readings.object_id,
        readings.file_order,
        readings.row_number,
        days.unit_day,
        readings.on_duty_reported = 0 as is_off_duty,
        case
            when readings.rejection_reason is not null then {{ place_of_rejected }}
            else coalesce(readings.sampled_at_ms, {{ place_without_time }})
        end as place_in_time
    from {{ ref('stg_telemetry__readings') }} as readings
    inner join days
        on readings.unit_id = days.unit_id and readings.day_number = days.day_number
    where {{ one_of_their_objects('readings.object_id', missing) }}

),

-- Few columns on purpose: this sort passes over every reading.
neighbours as (

    select
        *,
        row_number() over in_order = 1 as is_first_of_day,
        lag(is_off_duty) over in_order as is_after_off_duty,
        lag(place_in_time) over in_order as place_before,
        lead(place_in_time) over in_order as place_after
    from placed
    window
        in_order as (partition by unit_day order by place_in_time, file_order, row_number)

),

suspects as (

    select
        neighbours.object_id,
        neighbours.row_number,
        neighbours.is_first_of_day,
        days.day_version,
        coalesce(
            neighbours.place_in_time < {{ place_of_rejected }}
            and neighbours.is_off_duty
            and case
                when neighbours.is_first_of_day then days.follows_off_duty
                else neighbours.is_after_off_duty
            end,
            false
        ) as is_redundant_off_duty,
        {{ 'true' if checked_var('drop_exact_duplicates') else 'false' }}
        and neighbours.place_in_time < {{ place_without_time }}
        and coalesce(
            neighbours.place_in_time in (neighbours.place_before, neighbours.place_after), false
        ) as is_tied
    from neighbours
    inner join days on neighbours.unit_day = days.unit_day
    where
        neighbours.is_first_of_day
        or (neighbours.is_off_duty and neighbours.is_after_off_duty)
        or neighbours.place_in_time = neighbours.place_before
        or neighbours.place_in_time = neighbours.place_after

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
