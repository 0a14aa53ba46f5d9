-- The carry rule judges every sample of a session once. The reference rule leaves samples out for
-- their class or height.
{{ config(meta={'dagster': {'ref': {'name': 'int_samples__carry_state'}}}) }}
{%- set is_complete = checked_var('height_method') == 'calibrate'
    and checked_var('reject_unusable_rows') and not checked_var('forklifts_only') %}

with sessions as (

    select
        session_key,
        sample_count
    from {{ ref('int_sessions__versioned') }}
    where {{ untested('session_key') }}

),

judged as (

    select
        session_key,
        count(*) as sample_count
    from {{ ref('int_samples__carry_state') }}
    where {{ untested('session_key') }}
    group by session_key

)

select
    coalesce(sessions.session_key, judged.session_key) as session_key,
    sessions.sample_count,
    judged.sample_count as judged_sample_count
from sessions
full join judged on sessions.session_key = judged.session_key
where
    sessions.session_key is null
    or coalesce(judged.sample_count, 0) {{ '<>' if is_complete else '>' }} sessions.sample_count
