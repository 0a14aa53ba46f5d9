{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version'
) -%}

with sessions as (

    select * from {{ missing }}

),

spans as (

    select spans.*
    from {{ ref('int_spans__debounced') }} as spans
    inner join sessions on spans.session_key = sessions.session_key

),

runs as (

    select
        session_key,
        session_version,
        is_judged,
        run_started_at_ms,
        is_carrying,
        segment_id,
        min(first_sequence_number) as first_sequence_number,
        max(last_sequence_number) as last_sequence_number,
        max(last_sampled_at_ms) as last_sampled_at_ms
    from spans
    group by
        session_key, session_version, is_judged, run_started_at_ms, is_carrying, segment_id

)

select
    session_key,
    session_version,
    is_judged,
    is_carrying,
    segment_id,
    first_sequence_number,
    last_sequence_number,
    {{ each_integer(stretch_number('run_started_at_ms'), stretch_number('last_sampled_at_ms')) }}
        as stretch_number,
    {{ code_version() }} as code_version
from runs
