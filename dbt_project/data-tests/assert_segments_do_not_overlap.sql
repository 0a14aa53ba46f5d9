-- Two sessions of a unit share no time, nor do two segments of a session, and a segment lies within
-- its session. By file, a unit is a file: files may overlap.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_segments'}}}) }}

with sessions as (

    select
        unit_id,
        session_key,
        {{ timestamp_from_ms('session_started_at_ms') }} as started_at,
        {{ timestamp_from_ms('last_sampled_at_ms') }} as last_sampled_at,
        {{ timestamp_from_ms('lag(last_sampled_at_ms) over in_order') }} as previous_sampled_at
    from {{ ref('int_sessions__versioned') }}
    window
        in_order as (partition by unit_id order by session_started_at_ms, last_sampled_at_ms)

),

segments as (

    select
        segment_id,
        session_key,
        started_at,
        last_sampled_at
    from {{ ref('fct_carry_segments') }}
    where {{ untested('session_key') }}

),

in_order as (

    select
        *,
        lag(last_sampled_at) over (
            partition by session_key order by started_at, last_sampled_at
        ) as previous_sampled_at
    from segments

)

select
    unit_id as id,
    started_at,
    last_sampled_at,
    previous_sampled_at
from sessions
where started_at <= previous_sampled_at or last_sampled_at < started_at
union all
select
    in_order.segment_id as id,
    in_order.started_at,
    in_order.last_sampled_at,
    in_order.previous_sampled_at
from in_order
left join sessions on in_order.session_key = sessions.session_key
where
    in_order.started_at < in_order.previous_sampled_at
    or in_order.last_sampled_at < in_order.started_at
    or sessions.session_key is null
    or in_order.started_at < sessions.started_at
    or in_order.last_sampled_at > sessions.last_sampled_at
