{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__carrying'), ['session_key'], 'session_version'
) -%}
{%- set position = ['latitude', 'longitude'] %}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select samples.*
    from {{ ref('int_samples__carry_state') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where
        samples.segment_id is not null
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

segments as (

    select
        segment_id,
        min(vehicle_id) as vehicle_id,
        min(session_id) as session_id,
        min(session_key) as session_key,
        min(session_version) as session_version,
        min(sampled_at) as started_at,
        max(sampled_at) as last_sampled_at,
        sum(cast(round(duration_s * 1000) as bigint)) as duration_ms,
        count(*) as sample_count,
        sum({{ exact('speed_kmh / 3.6 * duration_s') }}) as distance_m,
        max(height_m) as max_height_m,
        max(speed_kmh) as max_speed_kmh,
        sum(case when is_loaded then cast(round(duration_s * 1000) as bigint) else 0 end)
            as sensor_loaded_ms,
        ({{ struct_at_first(position, 'sequence_number') }}).latitude as start_latitude,
        ({{ struct_at_first(position, 'sequence_number') }}).longitude as start_longitude,
        ({{ struct_at_last(position, 'sequence_number') }}).latitude as end_latitude,
        ({{ struct_at_last(position, 'sequence_number') }}).longitude as end_longitude
    from samples
    group by segment_id

)

select
    segment_id,
    vehicle_id,
    session_id,
    started_at,
    last_sampled_at,
    duration_ms / 1000 as duration_s,
    sample_count,
    cast(distance_m as double) as distance_m,
    max_height_m,
    max_speed_kmh,
    {{ ratio('sensor_loaded_ms', 'duration_ms') }} as sensor_loaded_share,
    start_latitude,
    start_longitude,
    end_latitude,
    end_longitude,
    session_key,
    session_version,
    {{ code_version() }} as code_version
from segments
