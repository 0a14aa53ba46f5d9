{{ config(materialized='view') }}

with days as (

    select * from {{ ref('fct_safety_daily') }}

),

vehicles as (

    select
        vehicle_id,
        min(local_date) as first_date,
        max(local_date) as last_date,
        {% for column in ['on_duty', 'observed', 'speed_observed', 'raised'] -%}
        cast(sum({{ exact(column ~ '_s') }}) as double) as {{ column }}_s,
        {% endfor -%}
        {{ safety_sums() }}
    from days
    group by vehicle_id

)

select
    vehicle_id,
    first_date,
    last_date,
    on_duty_s,
    observed_s,
    speed_observed_s,
    raised_s,
    overspeed_raised_count,
    tall_moving_count,
    raised_travel_count,
    over_site_speed_count,
    harsh_stop_count,
    height_oscillation_count,
    forks_left_up_count,
    overspeed_raised_s,
    tall_moving_s,
    raised_travel_s,
    over_site_speed_s,
    {{ safety_rates() }}
from vehicles
