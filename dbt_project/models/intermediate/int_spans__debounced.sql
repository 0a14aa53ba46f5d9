{%- set order = chosen('debounce_order', ['close_then_drop', 'drop_then_close']) -%}
{%- set passes = ['close', 'drop'] if order == 'close_then_drop' else ['drop_then_close'] -%}

with samples as (

    select * from {{ ref('int_samples__sequenced') }}

),

ends as (

    select
        unit_id,
        is_judged,
        max(sampled_at_ms) as last_sampled_at_ms,
        max(sequence_number) as last_sequence_number,
        {% if chosen('last_sample', ['zero', 'median']) == 'median' -%}
        median(gap_after_ms) as median_gap_ms
        {%- else -%}
        0 as median_gap_ms
        {%- endif %}
    from samples
    group by unit_id, is_judged

),

starts as (

    select
        unit_id,
        is_judged,
        vehicle_id,
        sequence_number,
        sampled_at_ms,
        gap_before_ms,
        is_session_start,
        is_loaded,
        state
    from samples
    where is_span_start

),

spans as (

    select
        starts.unit_id,
        starts.is_judged,
        starts.vehicle_id,
        starts.sequence_number as first_sequence_number,
        starts.sampled_at_ms as started_at_ms,
        starts.is_loaded,
        starts.state as sampled_state,
        starts.is_session_start,
        row_number() over in_order as span_number,
        sum(case when starts.is_session_start then 1 else 0 end) over (
            partition by starts.unit_id, starts.is_judged
            order by starts.sequence_number
            rows between unbounded preceding and current row
        ) as session_number,
        coalesce(
            lead(starts.sampled_at_ms - starts.gap_before_ms) over in_order,
            ends.last_sampled_at_ms
        ) as last_sampled_at_ms,
        -- What the last sample of the span adds: the gap to the next span's first sample.
        coalesce(
            lead(
                case
                    when starts.is_session_start then 0
                    else {{ capped('starts.gap_before_ms', 'max_sample_gap_s', 1000) }}
                end
            ) over in_order,
            {% if var('last_sample') == 'median' -%}
            case when ends.median_gap_ms > 0 then ends.median_gap_ms else 1000 end
            {%- else -%}
            0
            {%- endif %}
        ) as last_sample_ms
    from starts
    inner join ends
        on starts.unit_id = ends.unit_id and starts.is_judged = ends.is_judged
    window
        in_order as (
            partition by starts.unit_id, starts.is_judged order by starts.sequence_number
        )

),

timed as (

    select
        *,
        last_sampled_at_ms - started_at_ms + last_sample_ms as duration_ms,
        min(started_at_ms) over (
            partition by unit_id, is_judged, session_number
        ) as session_started_at_ms
    from spans

),

-- A span without a load signal goes on as before it, for a while.
held as (

    select
        *,
        coalesce(
            sampled_state,
            case
                when duration_ms <= {{ var('missing_holds_s') * 1000 }}
                    then lag(sampled_state) over (
                        partition by unit_id, is_judged, session_number order by span_number
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
        in_session as (partition by unit_id, is_judged, session_number order by span_number)

),

final as (

    select
        unit_id,
        is_judged,
        vehicle_id,
        session_number,
        span_number,
        first_sequence_number,
        started_at_ms,
        last_sampled_at_ms,
        duration_ms,
        is_loaded,
        sampled_state,
        state as is_carrying,
        session_started_at_ms,
        max(run_started_at_ms) over (
            partition by unit_id, is_judged, session_number
            order by span_number
            rows between unbounded preceding and current row
        ) as segment_started_at_ms
    from final_edges

)

select
    unit_id,
    is_judged,
    vehicle_id,
    session_number,
    span_number,
    first_sequence_number,
    started_at_ms,
    last_sampled_at_ms,
    cast(duration_ms as double) / 1000 as duration_s,
    is_loaded,
    sampled_state,
    is_carrying and is_judged as is_carrying,
    unit_id || '@' || session_started_at_ms as session_id,
    case
        when is_carrying and is_judged then unit_id || '@' || segment_started_at_ms
    end as segment_id
from final
