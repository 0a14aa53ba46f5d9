{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'span_number = 1'
) -%}
{%- set left_out = checked_var('safety_incomplete_samples') == 'left_out' -%}
{%- set longest_gap_ms = milliseconds_of('max_sample_gap_s') -%}
{%- set by_file = checked_var('carry_unit') == 'file' -%}
{#- The states, with what they ask for of height and speed. -#}
{%- set states = [
    ('raised', checked_var('raised_height_m'), none),
    ('overspeed_raised', checked_var('raised_height_m'), checked_var('overspeed_raised_kmh')),
    ('tall_moving', checked_var('tall_height_m'), checked_var('tall_moving_kmh')),
    ('raised_travel', checked_var('raised_travel_height_m'), checked_var('raised_travel_kmh')),
    ('over_site_speed', none, checked_var('site_speed_limit_kmh')),
] -%}
{%- set is_harsh -%}
coalesce(
            is_counted
            and deceleration_m_s2 > {{ checked_var('harsh_stop_m_s2') }}
            and deceleration_m_s2 <= {{ checked_var('harsh_stop_plausible_m_s2') }},
            false
        )
{%- endset %}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select
        samples.session_key,
        {% if by_file -%}
        coalesce(samples.file_vehicle_id, sessions.vehicle_id) as vehicle_id,
        {% endif -%}
        samples.sequence_number,
        samples.sampled_at_ms,
        samples.height_m,
        samples.speed_kmh,
        samples.latitude,
        samples.longitude,
        samples.is_loaded,
        {% if checked_var('judge_on_duty_only') -%}
        coalesce(samples.is_on_duty, true)
        {%- else -%}
        true
        {%- endif %} as is_counted,
        samples.sampled_at_ms - samples.gap_before_ms as braking_from_ms,
        -samples.speed_change_kmh as braking_kmh,
        case
            when
                samples.gap_before_ms > 0
                and samples.gap_before_ms <= {{ milliseconds_of('step_max_gap_s') }}
                then -samples.speed_change_kmh / 3.6 * 1000 / samples.gap_before_ms
        end as deceleration_m_s2
    from {{ ref('int_samples__sequenced') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where
        samples.is_judged
        {% if left_out -%}
        and samples.height_m is not null
        and samples.speed_kmh is not null
        {% endif -%}
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

-- All that tells one span from the next, as the base-4 digits of one number.
coded as (

    select
        session_key,
        {{ 'vehicle_id,' if by_file }}
        sequence_number,
        sampled_at_ms,
        height_m,
        speed_kmh,
        latitude,
        longitude,
        is_loaded,
        case when {{ is_harsh }} then braking_from_ms end as braking_from_ms,
        case when {{ is_harsh }} then braking_kmh end as braking_kmh,
        case when {{ is_harsh }} then deceleration_m_s2 end as harsh_stop_m_s2,
        case
            when is_counted
                then
                    {% for name, height_m, speed_kmh in states -%}
                    {{ 4 ** loop.index0 }} * {{ safety_level(height_m, speed_kmh) }}
                    + {% endfor -%}
                    {{ 4 ** states | length }} * (
                        1
                        + cast(height_m is not null and speed_kmh is not null as integer)
                        + cast(height_m is null and speed_kmh is not null as integer) * 2
                    )
            else 0
        end
        + {{ 4 ** (states | length + 1) }} * cast({{ is_harsh }} as integer) as code
    from samples

),

neighbours as (

    select
        *,
        lag(code) over in_session as previous_code,
        {{ 'lag(vehicle_id) over in_session as previous_vehicle_id,' if by_file }}
        lag(sampled_at_ms) over in_session as previous_sampled_at_ms,
        lead(sampled_at_ms) over in_session is null as is_last
    from coded
    window in_session as (partition by session_key order by sequence_number)

),

-- No day of any time zone begins within a quarter of an hour, so that a span lies in one day.
edges as (

    select
        *,
        (code is distinct from previous_code)
        {% if by_file -%}
        or (vehicle_id is distinct from previous_vehicle_id)
        {% endif -%}
        or sampled_at_ms // 900000 <> previous_sampled_at_ms // 900000
        or {{ exceeds('sampled_at_ms - previous_sampled_at_ms', longest_gap_ms) }}
            as is_span_start
    from neighbours

),

-- Of spans outside of all states, the ends say it all.
numbered as (

    select
        *,
        count(case when is_span_start then 1 end) over (
            partition by session_key
            order by sequence_number
            rows between unbounded preceding and current row
        ) as span_number
    from edges
    where
        is_span_start
        or is_last
        or code % {{ 4 ** states | length }} > 0
        or harsh_stop_m_s2 is not null

),

{% if checked_var('last_sample') == 'median' -%}
ends as (

    select
        session_key,
        median(gap_ms) as median_gap_ms
    from (
        select
            session_key,
            sampled_at_ms - lag(sampled_at_ms) over (
                partition by session_key order by sequence_number
            ) as gap_ms
        from samples
    )
    group by session_key

),

{% endif -%}
spans as (

    select
        session_key,
        {{ 'vehicle_id,' if by_file }}
        span_number,
        code,
        min(sequence_number) as first_sequence_number,
        min(sampled_at_ms) as started_at_ms,
        max(sampled_at_ms) as last_kept_at_ms,
        max(case when is_span_start then previous_sampled_at_ms end) as previous_sampled_at_ms,
        max(height_m) as max_height_m,
        max(speed_kmh) as max_speed_kmh,
        max(case when is_span_start then height_m end) as first_height_m,
        max(case when is_span_start then speed_kmh end) as first_speed_kmh,
        max(case when is_span_start then latitude end) as first_latitude,
        max(case when is_span_start then longitude end) as first_longitude,
        max(case when is_span_start then is_loaded end) as is_first_loaded,
        max(harsh_stop_m_s2) as max_deceleration_m_s2,
        min(braking_from_ms) as braking_from_ms,
        cast(sum({{ exact('braking_kmh') }}) as double) as braking_kmh
    from numbered
    group by session_key, {{ 'vehicle_id,' if by_file }} span_number, code

),

ended as (

    select
        spans.*,
        {% if checked_var('last_sample') == 'median' -%}
        case when ends.median_gap_ms > 0 then ends.median_gap_ms else 1000 end
        {%- else -%}
        0
        {%- endif %} as last_sample_ms,
        coalesce(
            lead(spans.previous_sampled_at_ms) over in_session, spans.last_kept_at_ms
        ) as last_sampled_at_ms
    from spans
    {% if checked_var('last_sample') == 'median' -%}
    inner join ends on spans.session_key = ends.session_key
    {%- endif %}
    window in_session as (partition by spans.session_key order by spans.span_number)

),

timed as (

    select
        *,
        {{ safety_digit(states | length) }} > 0 as is_counted,
        {{ safety_digit(states | length) }} = 2 as has_height_and_speed,
        {{ safety_digit(states | length) }} >= 2 as has_speed,
        {{ safety_digit(states | length + 1) }} = 1 as is_harsh_stop,
        last_sampled_at_ms - started_at_ms + coalesce(
            lead(
                {{ capped('started_at_ms - previous_sampled_at_ms', longest_gap_ms) }}
            ) over in_session,
            last_sample_ms
        ) as duration_ms,
        previous_sampled_at_ms is null
        or {{ exceeds('started_at_ms - previous_sampled_at_ms', longest_gap_ms) }}
            as is_after_gap
    from ended
    window in_session as (partition by session_key order by span_number)

),

cut as (

    select
        *,
        is_after_gap or (is_counted is distinct from lag(is_counted) over in_session)
            as is_stretch_start,
        not is_counted and coalesce(lag(is_counted) over in_session, false) as is_duty_end
    from timed
    window in_session as (partition by session_key order by span_number)

),

-- A stretch is without gaps, on duty or off. A missing value holds the state for a while.
stretched as (

    select
        *,
        {% for name, _, _ in states -%}
        case
            when {{ safety_digit(loop.index0) }} = 2 then true
            when {{ safety_digit(loop.index0) }} = 0 then false
            when
                {{ safety_digit(loop.index0) }} = 3
                and duration_ms > {{ milliseconds_of('missing_holds_s') }}
                then false
        end as {{ name }}_level,
        {% endfor -%}
        count(case when is_stretch_start then 1 end) over (
            partition by session_key
            order by span_number
            rows between unbounded preceding and current row
        ) as stretch_number,
        min(case when is_counted then started_at_ms end) over (
            partition by session_key
            order by span_number
            rows between 1 following and unbounded following
        ) as next_duty_at_ms
    from cut

),

resolved as (

    select
        *,
        {% for name, _, _ in states -%}
        coalesce({{ name }}_level, {{ previous_known(name ~ '_level') }} over in_stretch)
            as is_{{ name }},
        {% endfor -%}
        {{ local_date('started_at_ms') }} as local_date
    from stretched
    window
        in_stretch as (partition by session_key, stretch_number order by span_number)

)

select
    sessions.session_key,
    sessions.session_version,
    sessions.session_id,
    {{ 'resolved' if by_file else 'sessions' }}.vehicle_id,
    resolved.local_date,
    resolved.span_number,
    resolved.stretch_number,
    resolved.first_sequence_number,
    resolved.started_at_ms,
    resolved.last_sampled_at_ms,
    resolved.duration_ms,
    resolved.is_counted,
    resolved.has_height_and_speed,
    resolved.has_speed,
    {% for name, _, _ in states -%}
    resolved.is_{{ name }},
    {% endfor -%}
    coalesce(resolved.is_raised and not lag(resolved.is_raised) over in_stretch, false)
        as is_raise,
    resolved.is_harsh_stop,
    resolved.is_duty_end
    and resolved.first_height_m > {{ checked_var('forks_left_up_height_m') }}
    and coalesce(
        resolved.next_duty_at_ms - resolved.started_at_ms
        >= {{ milliseconds_of('forks_left_up_min_s') }},
        true
    ) as is_forks_left_up,
    resolved.max_height_m,
    resolved.max_speed_kmh,
    resolved.max_deceleration_m_s2,
    resolved.braking_from_ms,
    resolved.braking_kmh,
    resolved.first_height_m,
    resolved.first_speed_kmh,
    resolved.first_latitude,
    resolved.first_longitude,
    resolved.is_first_loaded,
    {{ code_version() }} as code_version
from resolved
inner join sessions on resolved.session_key = sessions.session_key
window
    in_stretch as (
        partition by resolved.session_key, resolved.stretch_number
        order by resolved.span_number
    )
