{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key', 'vehicle_id']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    estimated_sessions(), ['session_key', 'vehicle_id'], 'estimate_version'
) %}

with sessions as (

    select * from {{ missing }}

),

windows as (

    select
        features.session_key,
        features.session_version,
        sessions.estimate_version,
        features.vehicle_id,
        features.session_id,
        features.window_started_at,
        sessions.vehicle_class,
        sessions.load_sensor_status,
        features.observed_s,
        features.on_duty_s,
        features.label_is_carrying
    from {{ ref('feat_carry_windows') }} as features
    inner join sessions
        on
            features.session_key = sessions.session_key
            and features.vehicle_id = sessions.vehicle_id
    where {{ one_of('features.session_key', 'select session_key from ' ~ missing) }}

),

predictions as (

    select
        vehicle_id,
        session_id,
        session_version,
        window_started_at,
        probability,
        is_carrying_predicted,
        coalesce(
            carry_state, case when is_carrying_predicted then 'carrying' else 'not_carrying' end
        ) as carry_state,
        model_version
    from {{ source('ml', 'carry_state_predictions') }}

),

combined as (

    select
        windows.*,
        predictions.probability as model_probability,
        predictions.is_carrying_predicted,
        predictions.carry_state,
        predictions.model_version,
        case
            when windows.load_sensor_status = 'trusted' and windows.label_is_carrying is not null
                then 'sensor'
            when predictions.carry_state in ('carrying', 'not_carrying') then 'model'
            when
                windows.load_sensor_status = 'flickering'
                and windows.label_is_carrying is not null
                then 'flickering_sensor'
            else 'unknown'
        end as estimate_source
    from windows
    left join predictions
        on
            windows.vehicle_id = predictions.vehicle_id
            and windows.session_id = predictions.session_id
            and cast(windows.session_version as varchar) = predictions.session_version
            and windows.window_started_at = predictions.window_started_at

)

select
    vehicle_id,
    session_id,
    window_started_at,
    vehicle_class,
    load_sensor_status,
    observed_s,
    on_duty_s,
    label_is_carrying as sensor_is_carrying,
    is_carrying_predicted as model_is_carrying,
    carry_state as model_state,
    model_probability,
    model_version,
    case estimate_source
        when 'sensor' then label_is_carrying
        when 'flickering_sensor' then label_is_carrying
        when 'model' then is_carrying_predicted
    end as is_carrying,
    estimate_source,
    session_key,
    estimate_version,
    {{ code_version() }} as code_version
from combined
