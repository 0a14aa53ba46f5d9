-- Safety events and load cycles lie within their session, and happen in their order.
{{ config(meta={'dagster': {'ref': {'name': 'fct_safety_events'}}}) }}
{%- set untested = untested('session_key') %}

with sessions as (

    select
        session_key,
        {{ timestamp_from_ms('session_started_at_ms') }} as session_started_at,
        {{ timestamp_from_ms('last_sampled_at_ms') }} as session_ended_at
    from {{ ref('int_sessions__versioned') }}

),

happened as (

    select
        event_id as id,
        session_key,
        started_at,
        ended_at as then_at,
        ended_at
    from {{ ref('fct_safety_events') }}
    where {{ untested }}
    union all
    select
        segment_id as id,
        session_key,
        picked_up_at as started_at,
        set_down_at as then_at,
        coalesce(next_picked_up_at, set_down_at) as ended_at
    from {{ ref('fct_load_cycles') }}
    where {{ untested }}

)

select
    happened.id,
    happened.started_at,
    happened.then_at,
    happened.ended_at,
    sessions.session_started_at,
    sessions.session_ended_at
from happened
left join sessions on happened.session_key = sessions.session_key
where
    sessions.session_key is null
    or happened.started_at < sessions.session_started_at
    or happened.then_at < happened.started_at
    or happened.ended_at < happened.then_at
    {% if checked_var('last_sample') == 'zero' -%}
    or happened.ended_at > sessions.session_ended_at
    {%- endif %}
