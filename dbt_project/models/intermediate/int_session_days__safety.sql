{#- Events are made from spans, and so know both: a session is asked of them. -#}
{%- set wanted -%}
(
    select
        session_key,
        session_version
    from {{ ref('int_safety_events__found') }}
    where event_kind is null
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(wanted, ['session_key'], 'session_version') %}

with sessions as (

    select * from {{ missing }}

),

spans as (

    select
        spans.session_key,
        spans.session_version,
        spans.vehicle_id,
        spans.local_date,
        sum(case when spans.is_counted then spans.duration_ms else 0 end) as on_duty_ms,
        sum(case when spans.has_height_and_speed then spans.duration_ms else 0 end)
            as observed_ms,
        sum(case when spans.has_speed then spans.duration_ms else 0 end) as speed_observed_ms,
        sum(case when spans.is_raised then spans.duration_ms else 0 end) as raised_ms,
        count(case when spans.is_raise then 1 end) as lift_count,
        max(case when spans.is_counted or spans.is_forks_left_up then 1 else 0 end) = 1
            as has_duty
    from {{ ref('int_safety_spans__measured') }} as spans
    inner join sessions
        on
            spans.session_key = sessions.session_key
            and spans.session_version = sessions.session_version
    where {{ one_of('spans.session_key', 'select session_key from ' ~ missing) }}
    group by spans.session_key, spans.session_version, spans.vehicle_id, spans.local_date

),

events as (

    select
        {% for kind in counted_safety_kinds() -%}
        count(case when event_kind = '{{ kind }}' then 1 end) as {{ kind }}_count,
        {% endfor -%}
        {% for kind in timed_safety_kinds() -%}
        sum(
            case
                when event_kind = '{{ kind }}' then cast(duration_s * 1000 as decimal(18, 1))
                else 0
            end
        ) / 1000 as {{ kind }}_s,
        {% endfor -%}
        session_key,
        vehicle_id,
        local_date
    from {{ ref('int_safety_events__found') }}
    where
        event_kind is not null
        and {{ one_of('session_key', 'select session_key from ' ~ missing) }}
    group by session_key, vehicle_id, local_date

)

select
    spans.session_key,
    spans.session_version,
    spans.vehicle_id,
    spans.local_date,
    cast(spans.on_duty_ms as double) as on_duty_ms,
    cast(spans.observed_ms as double) as observed_ms,
    cast(spans.speed_observed_ms as double) as speed_observed_ms,
    cast(spans.raised_ms as double) as raised_ms,
    spans.lift_count,
    spans.has_duty,
    {% for kind in counted_safety_kinds() -%}
    coalesce(events.{{ kind }}_count, 0) as {{ kind }}_count,
    {% endfor -%}
    {% for kind in timed_safety_kinds() -%}
    cast(coalesce(events.{{ kind }}_s, 0) as double) as {{ kind }}_s,
    {% endfor -%}
    {{ code_version() }} as code_version
from spans
left join events
    on
        spans.session_key = events.session_key
        and spans.vehicle_id = events.vehicle_id
        and spans.local_date = events.local_date
