{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

select distinct
    session_key,
    session_version
from {{ ref('int_carry_runs__located') }}
where is_carrying
