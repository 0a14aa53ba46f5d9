-- Per session, the windows hold every judged sample once and exactly the time that they last, each
-- for at most window_fill_s.
{{ config(meta={'dagster': {'ref': {'name': 'int_windows__measured'}}}) }}

with shown as (

    select
        session_key,
        is_on_duty,
        is_carrying,
        least(duration_s, {{ checked_var('window_fill_s') }}) as shown_s
    from {{ ref('int_samples__carry_state') }}
    where is_judged and {{ untested('session_key') }}

),

samples as (

    select
        session_key,
        count(*) as sample_count,
        sum(shown_s) as observed_s,
        sum(case when is_on_duty then shown_s else 0 end) as on_duty_s,
        sum(case when is_carrying then shown_s else 0 end) as carrying_s
    from shown
    group by session_key

),

windows as (

    select
        session_key,
        sum(sample_count) as sample_count,
        sum(observed_s) as observed_s,
        sum(on_duty_s) as on_duty_s,
        sum(carrying_share * observed_s) as carrying_s
    from {{ ref('int_windows__measured') }}
    where {{ untested('session_key') }}
    group by session_key

)

select
    samples.*,
    windows.sample_count as windows_sample_count,
    windows.observed_s as windows_observed_s,
    windows.on_duty_s as windows_on_duty_s,
    windows.carrying_s as windows_carrying_s
from samples
left join windows on samples.session_key = windows.session_key
where
    samples.sample_count is distinct from windows.sample_count
    or abs(samples.observed_s - windows.observed_s) > 0.01
    or abs(samples.on_duty_s - windows.on_duty_s) > 0.01
    or abs(samples.carrying_s - coalesce(windows.carrying_s, 0)) > 0.01
