-- The feature mart has every window with time on duty of a known vehicle, once.
{{ config(meta={'dagster': {'ref': {'name': 'feat_carry_windows'}}}) }}

with windows as (

    select
        session_key,
        count(*) as window_count
    from {{ ref('int_windows__measured') }}
    where on_duty_s > 0 and vehicle_id is not null and {{ untested('session_key') }}
    group by session_key

),

features as (

    select
        session_key,
        count(*) as window_count
    from {{ ref('feat_carry_windows') }}
    where {{ untested('session_key') }}
    group by session_key

)

select
    coalesce(windows.session_key, features.session_key) as session_key,
    windows.window_count,
    features.window_count as feature_window_count
from windows
full join features on windows.session_key = features.session_key
where windows.window_count is distinct from features.window_count
