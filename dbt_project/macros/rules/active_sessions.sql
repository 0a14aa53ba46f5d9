{#- The sessions that activities are known of, in the version that these were made from. -#}
{% macro active_sessions() -%}
(
    select
        session_key,
        session_version
    from {{ ref('int_activities__measured') }}
    where activity_number = 1
)
{%- endmacro %}
