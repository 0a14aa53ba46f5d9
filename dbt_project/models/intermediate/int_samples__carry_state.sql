{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

with samples as (

    select
        *,
        {{ stretch_number('sampled_at_ms') }} as stretch_number
    from {{ ref('int_samples__sequenced') }}

),

runs as (

    select * from {{ ref('int_carry_runs__located') }}

),

sessions as (

    select * from {{ ref('int_sessions__debounced') }}

),

objects as (

    select
        object_id,
        source_file
    from {{ ref('stg_telemetry__objects') }}

)

select
    coalesce(samples.file_vehicle_id, sessions.vehicle_id) as vehicle_id,
    objects.source_file,
    samples.row_number,
    {{ timestamp_from_ms('samples.sampled_at_ms') }} as sampled_at,
    samples.session_key,
    samples.session_version,
    sessions.session_id,
    samples.sequence_number,
    samples.is_judged,
    cast(
        {{ capped('coalesce(samples.gap_after_ms, 0)', milliseconds_of('max_sample_gap_s')) }}
        as double
    ) / 1000 as duration_s,
    cast(samples.gap_before_ms as double) / 1000 as gap_before_s,
    cast(samples.gap_after_ms as double) / 1000 as gap_after_s,
    samples.sequence_number = 1 as is_session_start,
    samples.is_on_duty,
    samples.height_m,
    samples.height_change_m,
    samples.height_m > {{ checked_var('forks_up_height_m') }} as is_forks_up,
    samples.speed_kmh,
    samples.speed_change_kmh,
    samples.latitude,
    samples.longitude,
    samples.load_signal,
    samples.is_loaded,
    samples.state as is_carrying_sampled,
    runs.is_carrying,
    runs.segment_id
from samples
inner join runs
    on
        samples.session_key = runs.session_key
        and samples.session_version = runs.session_version
        and samples.is_judged = runs.is_judged
        and samples.stretch_number = runs.stretch_number
        and samples.sequence_number between runs.first_sequence_number
        and runs.last_sequence_number
inner join sessions
    on
        samples.session_key = sessions.session_key
        and samples.session_version = sessions.session_version
inner join objects on samples.object_id = objects.object_id
