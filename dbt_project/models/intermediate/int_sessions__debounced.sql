{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

select
    session_key,
    session_version,
    session_id,
    min(vehicle_id) as vehicle_id
from {{ ref('int_spans__debounced') }}
where span_number = 1
group by session_key, session_version, session_id
