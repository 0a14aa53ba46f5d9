-- The model has a say on forklifts; a vehicle without a mast, or an unknown one, has no prediction.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_estimates'}}}) }}

with predicted as (

    select
        vehicle_id,
        count(*) as window_count
    from {{ source('ml', 'carry_state_predictions') }}
    group by vehicle_id

)

select
    predicted.vehicle_id,
    predicted.window_count,
    vehicles.vehicle_class
from predicted
left join {{ ref('dim_vehicles') }} as vehicles on predicted.vehicle_id = vehicles.vehicle_id
where vehicles.vehicle_class is distinct from 'forklift'
