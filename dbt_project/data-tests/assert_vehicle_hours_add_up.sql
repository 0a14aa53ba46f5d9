-- No part of an hour is below 0, and together they make the hour; and the hours of a session show
-- all its samples and, where a sample stands for the same time in both, as much time, carrying and
-- not, as its spans.
{{ config(meta={'dagster': {'ref': {'name': 'fct_vehicle_hours'}}}) }}
{%- set cap_s, fill_s = checked_var('max_sample_gap_s'), checked_var('window_fill_s') %}

with sessions as (

    select
        session_key,
        sum(sample_count) as sample_count,
        sum(observed_ms) as observed_ms,
        sum(loaded_ms) as loaded_ms
    from {{ ref('int_hours__measured') }}
    where {{ untested('session_key') }}
    group by session_key

),

spans as (

    select
        session_key,
        sum(last_sequence_number - first_sequence_number + 1) as sample_count,
        sum(duration_s) * 1000 as observed_ms,
        sum(case when is_carrying then duration_s else 0 end) * 1000 as loaded_ms
    from {{ ref('int_spans__debounced') }}
    where is_judged and {{ untested('session_key') }}
    group by session_key

)

select
    cast(coalesce(sessions.session_key, spans.session_key) as varchar) as differs,
    sessions.observed_ms,
    spans.observed_ms as expected_ms
from sessions
full join spans on sessions.session_key = spans.session_key
where
    sessions.sample_count is distinct from spans.sample_count
    {% if checked_var('last_sample') == 'zero' and cap_s is not none and cap_s <= fill_s -%}
    or abs(sessions.observed_ms - spans.observed_ms) > 1
    or abs(sessions.loaded_ms - spans.loaded_ms) > 1
    {%- endif %}
{% if checked_var('carry_unit') == 'vehicle' -%}
-- By file, two files may tell of the same hour.
union all
select
    vehicle_id || ' ' || hour_started_at as differs,
    observed_s * 1000 as observed_ms,
    null as expected_ms
from {{ ref('fct_vehicle_hours') }}
where
    least(loaded_s, empty_s, lifting_s, idle_s, off_s, gap_s, unobserved_s) < 0
    or abs(loaded_s + empty_s + lifting_s + idle_s + off_s + gap_s + unobserved_s - 3600) > 0.001
    or abs(loaded_s + empty_s + lifting_s + idle_s - duty_s) > 0.001
    or active_s > moving_s + forks_moving_s + 0.001
    or greatest(moving_s, forks_moving_s) > active_s + 0.001
    or active_s > duty_s + 0.001
{% endif %}
