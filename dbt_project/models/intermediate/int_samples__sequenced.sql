{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__versioned'), ['session_key'], 'session_version', 'is_first'
) -%}
{%- set off_duty = checked_var('off_duty_samples') -%}

with sessions as (

    select * from {{ missing }}

),

height_trust as (

    select * from {{ ref('int_units__height_trust') }}

),

-- A slot lies in one session as a whole: by it, a sample finds the session.
slots as (

    select
        sessions.unit_id,
        sessions.session_key,
        sessions.session_version,
        height_trust.is_height_trusted,
        {{ each_integer(
            slot_number('sessions.session_started_at_ms'),
            slot_number('sessions.last_sampled_at_ms')
        ) }} as slot_number
    from sessions
    inner join height_trust on sessions.unit_id = height_trust.unit_id

),

samples as (

    select
        *,
        {{ slot_number('sampled_at_ms') }} as slot_number
    from {{ ref('int_samples__calibrated') }}
    where
        {{ one_of_their_objects('object_id', '(
            select
                unit_id,
                ' ~ each_integer(
                    day_number('session_started_at_ms'), day_number('last_sampled_at_ms')
                ) ~ ' as day_number
            from ' ~ missing ~ '
        )') }}

),

states as (

    select
        samples.*,
        slots.session_key,
        slots.session_version,
        {% if off_duty == 'skipped' and checked_var('judge_on_duty_only') -%}
        samples.is_on_duty is true as is_judged,
        {%- else -%}
        true as is_judged,
        {%- endif %}
        samples.is_loaded
        and (not slots.is_height_trusted or coalesce(samples.is_forks_up, true))
        and not coalesce(
            {{ exceeds('samples.speed_kmh', checked_var('carry_speed_cap_kmh')) }}, false
        )
        {% if checked_var('judge_on_duty_only') -%}
        and coalesce(samples.is_on_duty, true)
        {%- endif %} as state
    from samples
    inner join slots
        on samples.unit_id = slots.unit_id and samples.slot_number = slots.slot_number

),

sequenced as (

    select
        *,
        row_number() over in_order as sequence_number,
        sampled_at_ms - lag(sampled_at_ms) over in_order as gap_before_ms,
        lead(sampled_at_ms) over in_order - sampled_at_ms as gap_after_ms,
        lag(state) over in_order as previous_state,
        lag(is_loaded) over in_order as previous_is_loaded,
        height_m - lag(height_m) over in_order as height_change_m,
        speed_kmh - lag(speed_kmh) over in_order as speed_change_kmh
    from states
    window
        in_order as (
            partition by session_key, is_judged order by sampled_at_ms, file_order, row_number
        )

)

select
    object_id,
    row_number,
    {{ 'vehicle_id' if checked_var('carry_unit') == 'file' else 'cast(null as varchar)' }}
        as file_vehicle_id,
    session_key,
    session_version,
    -- Beside the keys, as builds ask for the three together; columns that stand apart lie in blocks
    -- of their own.
    sequence_number = 1 as is_first,
    sampled_at_ms,
    height_m,
    speed_kmh,
    is_on_duty,
    load_signal,
    is_loaded,
    latitude,
    longitude,
    is_judged,
    state,
    sequence_number,
    gap_before_ms,
    gap_after_ms,
    height_change_m,
    speed_change_kmh,
    gap_before_ms is null
    or {{ exceeds('gap_before_ms', milliseconds_of('max_sample_gap_s')) }}
    or (state is distinct from previous_state)
    or (is_loaded is distinct from previous_is_loaded) as is_span_start,
    {{ code_version() }} as code_version
from sequenced
