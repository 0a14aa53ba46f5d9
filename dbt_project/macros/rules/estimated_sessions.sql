{#-
    The sessions that have windows to estimate, as a relation: `estimate_version` changes with their
    features and with the model that has judged them, if any.
-#}
{% macro estimated_sessions() -%}
(
    select
        features.session_key,
        features.vehicle_id,
        {{ text_key("features.session_version || '|' || coalesce(predictions.model_version, '')") }}
            as estimate_version
    from (
        select distinct session_key, session_id, vehicle_id, session_version
        from {{ ref('feat_carry_windows') }}
    ) as features
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
