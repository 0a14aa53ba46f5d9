{#-
    One pass of debouncing, as a chain of CTEs. `{{ name }}_in` has one row per span: session_key,
    is_judged, span_number, state, duration_ms. Runs of equal state within a
    session are formed, each run is judged once, and `{{ name }}_out` is the same spans with the
    state of their judged run.

    close: a not-carrying run of at most close_gap_s between two carries becomes carrying.
    drop: a carrying run shorter than min_carry_s becomes not carrying.
    drop_then_close: both on the same runs; only a run between two carries that stay is closed.
-#}

{% macro debounce_pass(name, source, action) -%}
{{ name }}_edges as (

    select
        *,
        case
            when state = lag(state) over in_session then 0
            else 1
        end as is_run_start
    from {{ source }}
    window
        in_session as (
            partition by session_key, is_judged order by span_number
        )

),

{{ name }}_numbered as (

    select
        *,
        sum(is_run_start) over (
            partition by session_key, is_judged
            order by span_number
            rows between unbounded preceding and current row
        ) as run_number
    from {{ name }}_edges

),

{{ name }}_runs as (

    select
        session_key,
        is_judged,
        run_number,
        state,
        sum(duration_ms) as run_ms
    from {{ name }}_numbered
    group by session_key, is_judged, run_number, state

),

{{ name }}_judged as (

    select
        session_key,
        is_judged,
        run_number,
        {% if action == 'close' -%}
        state
        or (
            run_ms <= {{ milliseconds_of('close_gap_s') }}
            and lag(state) over in_session is not null
            and lead(state) over in_session is not null
        ) as state
        {%- elif action == 'drop' -%}
        state and run_ms >= {{ milliseconds_of('min_carry_s') }} as state
        {%- else -%}
        (state and run_ms >= {{ milliseconds_of('min_carry_s') }})
        or (
            not state
            and run_ms <= {{ milliseconds_of('close_gap_s') }}
            and coalesce(lag(run_ms) over in_session >= {{ milliseconds_of('min_carry_s') }}, false)
            and coalesce(lead(run_ms) over in_session >= {{ milliseconds_of('min_carry_s') }}, false)
        ) as state
        {%- endif %}
    from {{ name }}_runs
    window
        in_session as (partition by session_key, is_judged order by run_number)

),

{{ name }}_out as (

    select
        numbered.session_key,
        numbered.session_version,
        numbered.is_judged,
        numbered.file_vehicle_id,
        numbered.span_number,
        numbered.first_sequence_number,
        numbered.last_sequence_number,
        numbered.started_at_ms,
        numbered.last_sampled_at_ms,
        numbered.duration_ms,
        numbered.is_loaded,
        numbered.sampled_state,
        judged.state
    from {{ name }}_numbered as numbered
    inner join {{ name }}_judged as judged
        on
            numbered.session_key = judged.session_key
            and numbered.is_judged = judged.is_judged
            and numbered.run_number = judged.run_number

)
{%- endmacro %}
