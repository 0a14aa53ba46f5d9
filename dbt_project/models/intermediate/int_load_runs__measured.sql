{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'run_number = 1'
) -%}

with sessions as (

    select * from {{ missing }}

),

spans as (

    select spans.*
    from {{ ref('int_spans__debounced') }} as spans
    inner join sessions on spans.session_key = sessions.session_key
    where spans.is_judged

),

edges as (

    select
        *,
        case
            when (is_loaded is not distinct from lag(is_loaded) over in_session) then 0
            else 1
        end as is_run_start
    from spans
    window in_session as (partition by session_key order by span_number)

),

numbered as (

    select
        *,
        sum(case when span_number = 1 then 1 else is_run_start end) over (
            partition by session_key
            order by span_number
            rows between unbounded preceding and current row
        ) as run_number
    from edges

),

runs as (

    select
        session_key,
        session_version,
        vehicle_id,
        run_number,
        is_loaded,
        -- Whole milliseconds: a sum of them is the same in any order.
        sum(cast(round(duration_s * 1000) as bigint)) as run_ms
    from numbered
    group by session_key, session_version, vehicle_id, run_number, is_loaded

)

select
    *,
    {{ code_version() }} as code_version
from runs
