{#- Each session has a row, so that one without an event is known to have been looked at. -#}
{%- set wanted -%}
(
    select
        session_key,
        session_version
    from {{ ref('int_safety_spans__measured') }}
    where span_number = 1
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    wanted, ['session_key'], 'session_version', 'event_kind is null'
) -%}
{%- set kinds = [
    'raised', 'overspeed_raised', 'tall_moving', 'raised_travel', 'over_site_speed', 'harsh_stop',
] %}

with sessions as (

    select * from {{ missing }}

),

spans as (

    select spans.*
    from {{ ref('int_safety_spans__measured') }} as spans
    inner join sessions on spans.session_key = sessions.session_key
    where {{ one_of('spans.session_key', 'select session_key from ' ~ missing) }}

),

inside as (

    {% for kind in kinds -%}
    select
        '{{ kind }}' as event_kind,
        session_key,
        stretch_number,
        span_number,
        {{ 'braking_from_ms' if kind == 'harsh_stop' else 'started_at_ms' }} as from_ms,
        {{ 'last_sampled_at_ms' if kind == 'harsh_stop' else 'started_at_ms + duration_ms' }}
            as until_ms,
        max_height_m,
        max_speed_kmh,
        max_deceleration_m_s2,
        braking_kmh
    from spans
    where is_{{ kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A short break is no end; nothing goes on over a gap or the end of duty.
edges as (

    select
        *,
        lag(span_number) over in_stretch is null
        or (
            lag(span_number) over in_stretch < span_number - 1
            {% if checked_var('safety_close_gap_s') is not none -%}
            and from_ms - lag(until_ms) over in_stretch
            > {{ milliseconds_of('safety_close_gap_s') }}
            {%- endif %}
        ) as is_event_start
    from inside
    window
        in_stretch as (
            partition by event_kind, session_key, stretch_number order by span_number
        )

),

numbered as (

    select
        *,
        count(case when is_event_start then 1 end) over (
            partition by event_kind, session_key, stretch_number
            order by span_number
            rows between unbounded preceding and current row
        ) as event_number
    from edges

),

runs as (

    select
        event_kind,
        session_key,
        stretch_number,
        event_number,
        min(span_number) as first_span_number,
        max(span_number) as last_span_number,
        min(from_ms) as from_ms,
        max(until_ms) as until_ms,
        max(max_height_m) as max_height_m,
        max(max_speed_kmh) as max_speed_kmh,
        max(max_deceleration_m_s2) as max_deceleration_m_s2
    from numbered
    group by event_kind, session_key, stretch_number, event_number
    having
        case
            when event_kind = 'harsh_stop'
                then
                    sum({{ exact('braking_kmh') }})
                    >= {{ exact(checked_var('harsh_stop_min_drop_kmh')) }}
            else max(until_ms) - min(from_ms) >= {{ milliseconds_of('safety_min_event_s') }}
        end

),

-- Whether the forks are raised is known between these spans of a stretch.
known as (

    select
        session_key,
        stretch_number,
        min(span_number) as first_span_number,
        max(span_number) as last_span_number
    from spans
    where is_raised is not null
    group by session_key, stretch_number

),

sides as (

    select 1 as is_up
    union all
    select 0 as is_up

),

found as (

    select
        event_kind,
        session_key,
        first_span_number as span_number,
        from_ms,
        until_ms,
        max_height_m,
        max_speed_kmh,
        max_deceleration_m_s2
    from runs
    where event_kind <> 'raised'
    union all
    -- Raised forks are two oscillations, up and down, where both sides were seen.
    select
        'height_oscillation' as event_kind,
        runs.session_key,
        case sides.is_up when 1 then runs.first_span_number else runs.last_span_number + 1 end
            as span_number,
        case sides.is_up when 1 then runs.from_ms else runs.until_ms end as from_ms,
        case sides.is_up when 1 then runs.from_ms else runs.until_ms end as until_ms,
        case sides.is_up when 1 then runs.max_height_m end as max_height_m,
        null as max_speed_kmh,
        null as max_deceleration_m_s2
    from runs
    inner join known
        on runs.session_key = known.session_key and runs.stretch_number = known.stretch_number
    cross join sides
    where
        runs.event_kind = 'raised'
        and case sides.is_up
            when 1 then runs.first_span_number > known.first_span_number
            else runs.last_span_number < known.last_span_number
        end
    union all
    select
        'forks_left_up' as event_kind,
        session_key,
        span_number,
        started_at_ms as from_ms,
        started_at_ms + duration_ms as until_ms,
        first_height_m as max_height_m,
        null as max_speed_kmh,
        null as max_deceleration_m_s2
    from spans
    where is_forks_left_up
    union all
    select
        null as event_kind,
        session_key,
        span_number,
        started_at_ms as from_ms,
        started_at_ms as until_ms,
        null as max_height_m,
        null as max_speed_kmh,
        null as max_deceleration_m_s2
    from spans
    where span_number = 1

),

described as (

    select
        found.*,
        spans.session_version,
        spans.session_id,
        spans.vehicle_id,
        spans.local_date,
        {{ hour_of_week(timestamp_from_ms('spans.started_at_ms')) }} as hour_of_week,
        spans.first_sequence_number,
        spans.first_height_m,
        spans.first_speed_kmh,
        spans.first_latitude,
        spans.first_longitude,
        spans.is_first_loaded
    from found
    inner join spans
        on found.session_key = spans.session_key and found.span_number = spans.span_number

),

carries as (

    select
        session_key,
        first_sequence_number,
        is_carrying
    from {{ ref('int_spans__debounced') }}
    where
        is_judged
        and {{ one_of('session_key', 'select session_key from ' ~ missing) }}

)

select
    described.session_id || '/' || described.event_kind || '/' || described.first_sequence_number
        as event_id,
    described.event_kind,
    described.vehicle_id,
    described.session_id,
    described.local_date,
    described.hour_of_week,
    {{ timestamp_from_ms('cast(described.from_ms as bigint)') }} as started_at,
    {{ timestamp_from_ms('cast(described.until_ms as bigint)') }} as ended_at,
    (described.until_ms - described.from_ms) / 1000 as duration_s,
    coalesce(described.max_height_m, described.first_height_m) as max_height_m,
    coalesce(described.max_speed_kmh, described.first_speed_kmh) as max_speed_kmh,
    cast(described.max_deceleration_m_s2 as double) as max_deceleration_m_s2,
    described.first_latitude as latitude,
    described.first_longitude as longitude,
    described.is_first_loaded as is_loaded_at_start,
    carries.is_carrying as is_carrying_at_start,
    described.session_key,
    described.session_version,
    {{ code_version() }} as code_version
from {{ as_of_join(
    'described', 'carries', ['session_key'], 'first_sequence_number', 'first_sequence_number'
) }}
