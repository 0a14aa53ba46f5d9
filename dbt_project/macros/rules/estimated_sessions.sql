{#-
    The sessions that have windows to estimate, as a relation: `estimate_version` changes with their
    features, with the model that has judged them, if any, and with the verdicts on the vehicle.
-#}
{% macro estimated_sessions() -%}
(
    select
        features.session_key,
        features.vehicle_id,
        vehicles.vehicle_class,
        vehicles.load_sensor_status,
        {{ text_key([
            'features.session_version', "coalesce(predictions.model_version, '')",
            'vehicles.vehicle_class', 'vehicles.load_sensor_status'
        ] | join(" || '|' || ")) }} as estimate_version
    from (
        select distinct session_key, session_id, vehicle_id, session_version
        from {{ ref('feat_carry_windows') }}
    ) as features
    inner join {{ ref('dim_vehicles') }} as vehicles
        on features.vehicle_id = vehicles.vehicle_id
    left join (
        select distinct vehicle_id, session_id, session_version, model_version
        from {{ source('ml', 'carry_state_predictions') }}
    ) as predictions
        on
            features.vehicle_id = predictions.vehicle_id
            and features.session_id = predictions.session_id
            and cast(features.session_version as varchar) = predictions.session_version
)
{%- endmacro %}
