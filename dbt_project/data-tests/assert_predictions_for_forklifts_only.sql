-- The model has a say on forklifts; a vehicle without a mast has no prediction.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_estimates'}}}) }}

with estimates as (

    select
        vehicle_id,
        vehicle_class,
        count(*) as window_count
    from {{ ref('fct_carry_estimates') }}
    where model_is_carrying is not null
    group by vehicle_id, vehicle_class

)

select
    vehicle_id,
    vehicle_class,
    window_count
from estimates
where vehicle_class <> 'forklift'
