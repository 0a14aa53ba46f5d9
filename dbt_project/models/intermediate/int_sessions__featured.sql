{{ config(materialized='view', meta={'test_scope': 'session_key'}) }}

with sessions as (

    select * from {{ ref('int_sessions__debounced') }}

),

windows as (

    select
        session_key,
        session_version,
        vehicle_id
    from {{ ref('int_windows__measured') }}
    where is_first_on_duty and on_duty_s > 0

),

vehicles as (

    select * from {{ ref('int_vehicles__judged') }}

)

select
    windows.session_key,
    sessions.session_id,
    vehicles.vehicle_id,
    vehicles.vehicle_class,
    vehicles.load_sensor_status,
    {{ text_key([
        'windows.session_version', 'vehicles.vehicle_class', 'vehicles.load_sensor_status'
    ] | join(" || '|' || ")) }} as session_version
from windows
inner join sessions
    on
        windows.session_key = sessions.session_key
        and windows.session_version = sessions.session_version
inner join vehicles on windows.vehicle_id = vehicles.vehicle_id
