with samples as (

    select * from {{ ref('int_samples__sequenced') }}

),

spans as (

    select
        unit_id,
        is_judged,
        first_sequence_number,
        session_id,
        segment_id,
        is_carrying
    from {{ ref('int_spans__debounced') }}

),

objects as (

    select
        object_id,
        source_file
    from {{ ref('stg_telemetry__objects') }}

),

labelled as (

    select
        samples.*,
        spans.session_id,
        spans.segment_id,
        spans.is_carrying
    from {{ as_of_join(
        'samples', 'spans', ['unit_id', 'is_judged'], 'sequence_number', 'first_sequence_number'
    ) }}

)

select
    labelled.vehicle_id,
    objects.source_file,
    labelled.row_number,
    {{ timestamp_from_ms('labelled.sampled_at_ms') }} as sampled_at,
    labelled.session_id,
    labelled.sequence_number,
    labelled.is_judged,
    cast(labelled.duration_ms as double) / 1000 as duration_s,
    cast(labelled.gap_before_ms as double) / 1000 as gap_before_s,
    cast(labelled.gap_after_ms as double) / 1000 as gap_after_s,
    labelled.is_session_start,
    labelled.is_on_duty,
    labelled.height_m,
    labelled.height_change_m,
    labelled.is_forks_up,
    labelled.speed_kmh,
    labelled.speed_change_kmh,
    labelled.latitude,
    labelled.longitude,
    labelled.load_signal,
    labelled.is_loaded,
    labelled.state as is_carrying_sampled,
    labelled.is_carrying,
    labelled.segment_id
from labelled
inner join objects on labelled.object_id = objects.object_id
