with readings as (

    select * from {{ ref('stg_telemetry__readings') }}

),

-- Few columns on purpose: this sort passes over every reading.
neighbours as (

    select
        object_id,
        row_number,
        on_duty_reported,
        sampled_at_ms,
        lag(on_duty_reported) over in_order as previous_on_duty,
        lag(sampled_at_ms) over in_order as previous_ms,
        lead(sampled_at_ms) over in_order as next_ms
    from {{ ref('stg_telemetry__readings') }}
    where rejection_reason is null
    window
        in_order as (
            partition by {{ carry_unit_column() }}
            order by sampled_at_ms nulls last, file_order, row_number
        )

),

suspects as (

    select
        object_id,
        row_number,
        coalesce(on_duty_reported = 0 and previous_on_duty = 0, false) as is_redundant_off_duty,
        {% if var('drop_exact_duplicates') -%}
        coalesce(sampled_at_ms = previous_ms or sampled_at_ms = next_ms, false) as is_tied
        {%- else -%}
        false as is_tied
        {%- endif %}
    from neighbours

),

repetitions as (

    select
        suspects.object_id,
        suspects.row_number,
        suspects.is_redundant_off_duty,
        suspects.is_tied
        and row_number() over (
            partition by
                suspects.is_tied,
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
    inner join readings
        on
            suspects.object_id = readings.object_id
            and suspects.row_number = readings.row_number
    where suspects.is_redundant_off_duty or suspects.is_tied

),

dropped as (

    select
        object_id,
        row_number,
        case
            when is_exact_duplicate then 'exact_duplicate'
            else 'redundant_off_duty'
        end as drop_rule
    from repetitions
    where is_redundant_off_duty or is_exact_duplicate

)

select * from dropped
