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
    where is_first_on_duty

),

-- By file, a run of readings without a vehicle bears the name of its file.
vehicles as (

    select distinct vehicle_id
    from {{ ref('int_vehicles__counted') }}

)

select
    windows.session_key,
    sessions.session_id,
    windows.vehicle_id,
    windows.session_version
from windows
inner join sessions
    on
        windows.session_key = sessions.session_key
        and windows.session_version = sessions.session_version
inner join vehicles on windows.vehicle_id = vehicles.vehicle_id
