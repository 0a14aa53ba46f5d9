-- The feature mart has every window with time on duty of a known vehicle, once.
{{ config(meta={'dagster': {'ref': {'name': 'feat_carry_windows'}}}) }}

with windows as (

    select
        vehicle_id,
        count(*) as window_count
    from {{ ref('int_windows__measured') }}
    where on_duty_s > 0 and vehicle_id is not null
    group by vehicle_id

),

features as (

    select
        vehicle_id,
        count(*) as window_count
    from {{ ref('feat_carry_windows') }}
    group by vehicle_id

)

select
    coalesce(windows.vehicle_id, features.vehicle_id) as vehicle_id,
    windows.window_count,
    features.window_count as feature_window_count
from windows
full join features on windows.vehicle_id = features.vehicle_id
where windows.window_count is distinct from features.window_count
