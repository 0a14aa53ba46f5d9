{{ config(enabled=checked_var('weather_enabled')) }}

with hours as (

    select * from {{ source('raw', 'weather_hours') }}

)

select
    hour_started_at,
    temperature_c,
    precipitation_mm,
    wind_speed_kmh,
    precipitation_mm >= {{ checked_var('wet_from_mm') }} as is_wet,
    temperature_c < {{ checked_var('frost_below_c') }} as is_frost
from hours
