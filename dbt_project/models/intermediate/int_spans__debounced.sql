{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__sequenced'), ['session_key'], 'session_version', 'span_number = 1'
) -%}
{%- set order = checked_var('debounce_order') -%}
{%- set last_sample = checked_var('last_sample') -%}
{%- set passes = ['close', 'drop'] if order == 'close_then_drop' else ['drop_then_close'] -%}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select samples.*
    from {{ ref('int_samples__sequenced') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

-- After the last sample of a session there is none.
ends as (

    select
        session_key,
        is_judged,
        sampled_at_ms as last_sampled_at_ms,
        sequence_number as last_sequence_number
    from samples
    where gap_after_ms is null

),

{% if last_sample == 'median' -%}
medians as (

    select
        session_key,
        is_judged,
        median(gap_after_ms) as median_gap_ms
    from samples
    group by session_key, is_judged

),

{% endif -%}

starts as (

    select
        session_key,
        session_version,
        is_judged,
        file_vehicle_id,
        sequence_number,
        sampled_at_ms,
        gap_before_ms,
        is_loaded,
        state
    from samples
    where is_span_start

),

spans as (

    select
        starts.session_key,
        starts.session_version,
        starts.is_judged,
        starts.file_vehicle_id,
        row_number() over in_order as span_number,
        starts.sequence_number as first_sequence_number,
        starts.sampled_at_ms as started_at_ms,
        starts.is_loaded,
        starts.state as sampled_state,
        coalesce(
            lead(starts.sequence_number) over in_order - 1, ends.last_sequence_number
        ) as last_sequence_number,
        coalesce(
            lead(starts.sampled_at_ms - starts.gap_before_ms) over in_order,
            ends.last_sampled_at_ms
        ) as last_sampled_at_ms,
        -- What the last sample of the span adds: the gap to the next span's first sample.
        coalesce(
            lead(
                {{ capped('starts.gap_before_ms', milliseconds_of('max_sample_gap_s')) }}
            ) over in_order,
            {% if last_sample == 'median' -%}
            case when medians.median_gap_ms > 0 then medians.median_gap_ms else 1000 end
            {%- else -%}
            0
            {%- endif %}
        ) as last_sample_ms
    from starts
    inner join ends
        on starts.session_key = ends.session_key and starts.is_judged = ends.is_judged
    {% if last_sample == 'median' -%}
    inner join medians
        on starts.session_key = medians.session_key and starts.is_judged = medians.is_judged
    {%- endif %}
    window
        in_order as (
            partition by starts.session_key, starts.is_judged order by starts.sequence_number
        )

),

timed as (

    select
        *,
        last_sampled_at_ms - started_at_ms + last_sample_ms as duration_ms
    from spans

),

-- A span without a load signal goes on as before it, for a while.
held as (

    select
        *,
        coalesce(
            sampled_state,
            case
                when duration_ms <= {{ milliseconds_of('missing_holds_s') }}
                    then lag(sampled_state) over (
                        partition by session_key, is_judged order by span_number
                    )
            end,
            false
        ) as state
    from timed

),

{% for action in passes -%}
{{ debounce_pass(action, 'held' if loop.first else passes[loop.index0 - 1] ~ '_out', action) }},

{% endfor -%}

final_edges as (

    select
        *,
        case
            when state = lag(state) over in_session then null
            else started_at_ms
        end as run_started_at_ms
    from {{ passes | last }}_out
    window
        in_session as (partition by session_key, is_judged order by span_number)

),

final as (

    select
        session_key,
        session_version,
        is_judged,
        file_vehicle_id,
        span_number,
        first_sequence_number,
        last_sequence_number,
        started_at_ms,
        last_sampled_at_ms,
        duration_ms,
        is_loaded,
        sampled_state,
        state and is_judged as is_carrying,
        max(run_started_at_ms) over (
            partition by session_key, is_judged
            order by span_number
            rows between unbounded preceding and current row
        ) as run_started_at_ms
    from final_edges

),

named as (

    select
        final.*,
        sessions.unit_id,
        sessions.session_id
    from final
    inner join {{ ref('int_sessions__versioned') }} as sessions
        on final.session_key = sessions.session_key

)

select
    session_key,
    session_version,
    session_id,
    is_judged,
    coalesce(file_vehicle_id, unit_id) as vehicle_id,
    span_number,
    first_sequence_number,
    last_sequence_number,
    started_at_ms,
    last_sampled_at_ms,
    cast(duration_ms as double) / 1000 as duration_s,
    is_loaded,
    sampled_state,
    is_carrying,
    run_started_at_ms,
    case when is_carrying then unit_id || '@' || run_started_at_ms end as segment_id,
    {{ code_version() }} as code_version
from named
