with readings as (

    select * from {{ ref('stg_telemetry__readings') }}

),

dropped as (

    select * from {{ ref('stg_telemetry__dropped_readings') }}

),

marked as (

    select
        readings.object_id,
        readings.file_order,
        readings.source_file,
        readings.data_version,
        readings.row_number,
        readings.{{ carry_unit_column() }} as unit_id,
        readings.vehicle_id,
        readings.sampled_at_ms,
        readings.height_reported,
        readings.load_reported,
        readings.on_duty_reported,
        readings.latitude,
        readings.longitude,
        readings.speed_kmh,
        coalesce(readings.rejection_reason, dropped.drop_rule) as drop_rule
    from readings
    left join dropped
        on
            readings.object_id = dropped.object_id
            and readings.row_number = dropped.row_number

)

select * from marked
