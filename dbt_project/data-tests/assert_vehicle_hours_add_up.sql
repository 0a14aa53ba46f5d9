-- No part of an hour is below 0, and together they make the hour; and the hours of a session show
-- all its samples and as much time, carrying and not, as its windows.
{{ config(meta={'dagster': {'ref': {'name': 'fct_vehicle_hours'}}}) }}

with sessions as (

    select
        session_key,
        sum(sample_count) as sample_count,
        sum(observed_ms) as observed_ms,
        sum(loaded_ms) as loaded_ms
    from {{ ref('int_hours__measured') }}
    group by session_key

),

windows as (

    select
        session_key,
        sum(sample_count) as sample_count,
        sum(observed_s) * 1000 as observed_ms,
        sum(carrying_share * observed_s) * 1000 as loaded_ms
    from {{ ref('int_windows__measured') }}
    group by session_key

)

select
    cast(coalesce(sessions.session_key, windows.session_key) as varchar) as differs,
    sessions.observed_ms,
    windows.observed_ms as expected_ms
from sessions
full join windows on sessions.session_key = windows.session_key
where
    sessions.sample_count is distinct from windows.sample_count
    or abs(sessions.observed_ms - windows.observed_ms) > 10
    or abs(sessions.loaded_ms - coalesce(windows.loaded_ms, 0)) > 10
{% if var('carry_unit') == 'vehicle' -%}
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
