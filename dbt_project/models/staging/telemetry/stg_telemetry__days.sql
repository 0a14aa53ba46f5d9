with object_days as (

    select * from {{ ref('stg_telemetry__object_days') }}

),

objects as (

    select
        object_id,
        file_order
    from {{ ref('stg_telemetry__objects') }}

),

days as (

    select
        object_days.unit_id,
        object_days.day_number,
        sum(object_days.reading_count) as reading_count,
        {{ joined_text(
            "object_days.object_id || ':' || object_days.content_hash", 'objects.file_order'
        ) }} as day_content,
        {{ last_by('object_days.ends_off_duty', [
            'object_days.is_usable',
            'coalesce(object_days.last_sampled_at_ms, 9223372036854775807)',
            'objects.file_order',
        ]) }} as ends_off_duty,
        bool_or(object_days.is_usable) as is_usable
    from object_days
    inner join objects on object_days.object_id = objects.object_id
    group by object_days.unit_id, object_days.day_number

),

-- A day without a usable reading has no end of its own.
followed as (

    select
        unit_id,
        day_number,
        reading_count,
        day_content,
        coalesce({{ previous_known('case when is_usable then ends_off_duty end') }} over (
            partition by unit_id order by day_number
        ), false) as follows_off_duty
    from days

)

select
    unit_id,
    day_number,
    reading_count,
    follows_off_duty,
    {{ text_key("day_content || ' after ' || follows_off_duty") }} as day_version
from followed
