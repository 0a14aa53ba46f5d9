{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

select distinct
    session_key,
    session_version
from {{ ref('int_samples__sequenced') }}
where is_first
