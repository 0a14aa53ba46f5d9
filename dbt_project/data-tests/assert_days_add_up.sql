-- The days of a vehicle are its hours, and fit into the calendar; the hours of the site are those
-- of its vehicles, of which no more meet than are there; and a day has no more in use than it has.
{{ config(meta={'dagster': {'ref': {'name': 'fct_vehicle_days'}}}) }}

with days as (

    select
        vehicle_id,
        sum(duty_s) as duty_s,
        sum(distance_m) as distance_m
    from {{ ref('fct_vehicle_days') }}
    group by vehicle_id

),

hours as (

    select
        vehicle_id,
        sum(duty_s) as duty_s,
        sum(distance_m) as distance_m
    from {{ ref('fct_vehicle_hours') }}
    group by vehicle_id

),

vehicle_hours as (

    select
        hour_started_at,
        sum(duty_s) as duty_s
    from {{ ref('fct_vehicle_hours') }}
    group by hour_started_at

)

select
    'days of vehicle ' || coalesce(days.vehicle_id, hours.vehicle_id) as differs,
    days.duty_s,
    hours.duty_s as expected_duty_s
from days
full join hours on days.vehicle_id = hours.vehicle_id
where
    days.vehicle_id is null
    or hours.vehicle_id is null
    or abs(days.duty_s - hours.duty_s) > 0.01
    or abs(days.distance_m - hours.distance_m) > 0.01
union all
select
    'vehicle ' || vehicle_id || ' on ' || local_date as differs,
    duty_s,
    calendar_s as expected_duty_s
from {{ ref('fct_vehicle_days') }}
where
    load_disagreement_s > load_known_s
    or active_s > duty_s
    or duty_s > observed_s
    {% if checked_var('carry_unit') == 'vehicle' -%}
    -- By file, two files may tell of the same hour.
    or duty_s > calendar_s
    {%- endif %}
    or first_duty_at > last_duty_at
    or (is_in_use and first_duty_at is null)
union all
select
    'site hour ' || site.hour_started_at as differs,
    site.duty_s,
    vehicle_hours.duty_s as expected_duty_s
from {{ ref('fct_site_hours') }} as site
full join vehicle_hours on site.hour_started_at = vehicle_hours.hour_started_at
where
    site.hour_started_at is null
    or vehicle_hours.hour_started_at is null
    or site.duty_s > vehicle_hours.duty_s + 0.001
    {% if checked_var('carry_unit') == 'vehicle' -%}
    or site.duty_s < vehicle_hours.duty_s - 0.001
    {%- endif %}
    or site.peak_concurrent_vehicles > site.vehicles_in_use
    or site.duty_s > site.peak_concurrent_vehicles * 3600 + 0.001
union all
select
    'site day ' || local_date as differs,
    vehicles_in_use as duty_s,
    fleet_size as expected_duty_s
from {{ ref('fct_site_days') }}
where vehicles_in_use > fleet_size or (position_count > 0) <> (site_radius_m is not null)
