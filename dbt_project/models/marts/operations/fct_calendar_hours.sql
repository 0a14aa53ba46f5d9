{{ config(materialized='view') }}
{%- set begin = "cast('1970-01-01' as timestamp)" %}

with dates as (

    select
        local_date,
        cast(ceil({{ hours_between(begin, 'started_at') }}) as bigint) as first_hour_number,
        cast(ceil({{ hours_between(begin, 'ended_at') }}) as bigint) - 1 as last_hour_number
    from {{ ref('dim_date') }}

),

numbered as (

    select
        local_date,
        {{ each_integer('first_hour_number', 'last_hour_number') }} as hour_number
    from dates

),

hours as (

    select
        local_date,
        {{ timestamp_from_ms('hour_number * 3600000') }} as hour_started_at
    from numbered

),

clocked as (

    select
        local_date,
        hour_started_at,
        {{ hour_of_week('hour_started_at') }} as hour_of_week
    from hours

),

days as (

    select
        vehicle_id,
        local_date
    from {{ ref('fct_vehicle_days') }}

)

select
    days.vehicle_id,
    clocked.hour_started_at,
    clocked.local_date,
    clocked.hour_of_week,
    cast(1 as double) as calendar_h
from days
inner join clocked on days.local_date = clocked.local_date
