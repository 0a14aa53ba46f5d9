{%- set off_duty = chosen('off_duty_samples', ['end_carrying', 'skipped']) -%}

with samples as (

    select * from {{ ref('int_samples__calibrated') }}

),

height_trust as (

    select * from {{ ref('int_units__height_trust') }}

),

states as (

    select
        samples.*,
        {% if off_duty == 'skipped' and var('judge_on_duty_only') -%}
        samples.is_on_duty is true as is_judged,
        {%- else -%}
        true as is_judged,
        {%- endif %}
        samples.is_loaded
        and (not height_trust.is_height_trusted or coalesce(samples.is_forks_up, true))
        and not coalesce({{ exceeds('samples.speed_kmh', 'carry_speed_cap_kmh') }}, false)
        {% if var('judge_on_duty_only') -%}
        and coalesce(samples.is_on_duty, true)
        {%- endif %} as state
    from samples
    inner join height_trust on samples.unit_id = height_trust.unit_id

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
            partition by unit_id, is_judged order by sampled_at_ms, file_order, row_number
        )

),

timed as (

    select
        object_id,
        file_order,
        row_number,
        unit_id,
        vehicle_id,
        sampled_at_ms,
        height_m,
        is_forks_up,
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
        or {{ exceeds('gap_before_ms', 'session_gap_s', 1000) }} as is_session_start,
        gap_before_ms is null
        or {{ exceeds('gap_before_ms', 'session_gap_s', 1000) }}
        or {{ exceeds('gap_before_ms', 'max_sample_gap_s', 1000) }}
        or (state is distinct from previous_state)
        or (is_loaded is distinct from previous_is_loaded) as is_span_start,
        case
            when
                gap_after_ms is null
                or {{ exceeds('gap_after_ms', 'session_gap_s', 1000) }}
                then 0
            else {{ capped('gap_after_ms', 'max_sample_gap_s', 1000) }}
        end as duration_ms
    from sequenced

)

select * from timed
