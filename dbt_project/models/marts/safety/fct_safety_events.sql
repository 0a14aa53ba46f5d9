{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

select
    event_id,
    event_kind,
    vehicle_id,
    session_id,
    local_date,
    hour_of_week,
    started_at,
    ended_at,
    duration_s,
    max_height_m,
    max_speed_kmh,
    max_deceleration_m_s2,
    latitude,
    longitude,
    is_loaded_at_start,
    is_carrying_at_start,
    session_key,
    session_version,
    code_version
from {{ ref('int_safety_events__found') }}
where event_kind is not null
