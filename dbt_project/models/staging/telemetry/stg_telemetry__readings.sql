with source as (

    select * from {{ source('raw', 'telemetry') }}

),

objects as (

    select
        object_id,
        file_order
    from {{ ref('stg_telemetry__objects') }}

),

renamed as (

    select
        source.object_id,
        objects.file_order,
        source.object_path as source_file,
        source.version as data_version,
        source.row_number,
        nullif(trim(source.fffid), '') as vehicle_id,
        case
            {% if checked_var('repair_timestamp_seconds') -%}
            when source.timestamp_ms between -99999999999 and 99999999999
                then source.timestamp_ms * 1000
            {% endif -%}
            {% if checked_var('reject_unusable_rows') -%}
            when true
            {%- else -%}
            -- No rule rejects an impossible time here: it is none, or days without end follow it.
            when source.timestamp_ms between 0 and {{ checked_var('timestamp_max_ms') }}
            {%- endif %}
                then source.timestamp_ms
        end as sampled_at_ms,
        source.height as height_reported,
        source.load as load_reported,
        source.on_duty as on_duty_reported,
        source.latitude,
        source.longitude,
        source.speed as speed_kmh,
        source.unparsed as unparsed_json
    from source
    inner join objects on source.object_id = objects.object_id

),

judged as (

    select
        *,
        {{ carry_unit_column() }} as unit_id,
        {% if checked_var('reject_unusable_rows') -%}
        case
            when vehicle_id is null then 'vehicle_missing'
            when sampled_at_ms is null and unparsed_json like '%"timestamp_ms"%'
                then 'timestamp_not_a_number'
            when sampled_at_ms is null then 'timestamp_missing'
            when sampled_at_ms < {{ checked_var('timestamp_min_ms') }} then 'timestamp_too_early'
            when sampled_at_ms > {{ checked_var('timestamp_max_ms') }} then 'timestamp_too_late'
        end
        {%- else -%}
        cast(null as varchar)
        {%- endif %} as rejection_reason
    from renamed

),

-- Rejected readings belong to no day. They stay with those of their object: a day that they shared
-- with others would change with every object, and be built again from all of them.
placed as (

    select
        *,
        case
            when rejection_reason is not null then -1 - object_id
            else {{ day_number('sampled_at_ms') }}
        end as day_number
    from judged

)

select * from placed
