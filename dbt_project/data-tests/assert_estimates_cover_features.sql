-- Every window of the feature mart has one estimate, and no other window has.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_estimates'}}}) }}

with features as (

    select
        vehicle_id,
        count(*) as window_count
    from {{ ref('feat_carry_windows') }}
    group by vehicle_id

),

estimates as (

    select
        vehicle_id,
        count(*) as window_count
    from {{ ref('fct_carry_estimates') }}
    group by vehicle_id

)

select
    coalesce(features.vehicle_id, estimates.vehicle_id) as vehicle_id,
    features.window_count,
    estimates.window_count as estimate_count
from features
full join estimates on features.vehicle_id = estimates.vehicle_id
where features.window_count is distinct from estimates.window_count
