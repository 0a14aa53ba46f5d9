{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

with windows as (

    select
        *,
        {{ window_start('window_number') }} as window_started_at
    from {{ ref('int_windows__measured') }}
    where
        vehicle_id is not null
        and on_duty_s > 0
        -- So that rows stand for about the same time, and a percentile of them is one of time.
        and speed_s >= {{ checked_var('window_s') / 2 }}
        and speed_kmh_mean >= {{ checked_var('standing_below_kmh') }}

),

placed as (

    select
        *,
        {{ local_time('window_started_at', checked_var('site_time_zone')) }} as local_started_at
    from windows

),

dated as (

    select
        *,
        cast(local_started_at as date) as local_date,
        cast(extract(hour from local_started_at) as integer) as local_hour
    from placed

)

select
    vehicle_id,
    window_started_at,
    local_date,
    ({{ iso_weekday('local_date') }} - 1) * 24 + local_hour as hour_of_week,
    carrying_share >= 0.5 as is_loaded,
    speed_kmh_mean as speed_kmh,
    speed_s as duration_s,
    distance_m,
    session_key
from dated
