with readings as (

    select * from {{ ref('stg_telemetry__readings') }}

),

marks as (

    select * from {{ ref('stg_telemetry__marked_readings') }}

),

marked as (

    select
        readings.object_id,
        readings.file_order,
        readings.source_file,
        readings.data_version,
        readings.row_number,
        readings.unit_id,
        readings.day_number,
        readings.vehicle_id,
        readings.sampled_at_ms,
        readings.height_reported,
        readings.load_reported,
        readings.on_duty_reported,
        readings.latitude,
        readings.longitude,
        readings.speed_kmh,
        readings.unparsed_json,
        coalesce(readings.rejection_reason, marks.drop_rule) as drop_rule
    from readings
    left join marks
        on
            readings.object_id = marks.object_id
            and readings.row_number = marks.row_number

)

select * from marked
