{#-
    The sessions with carries, in the version that these were made from; `cycle_version` changes
    with the zones that people gave names to, too.
-#}
{% macro carried_sessions() -%}
(
    select
        sessions.session_key,
        sessions.session_version,
        {{ text_key("sessions.session_version || '|' || coalesce(zones.content, '')") }}
            as cycle_version
    from (
        select distinct
            session_key,
            session_version
        from {{ ref('fct_carry_segments') }}
    ) as sessions
    cross join {{ zones_content() }} as zones
)
{%- endmacro %}

{#- The zones that people gave names to, as one text in `content`; null without any. -#}
{% macro zones_content() -%}
(
    select {{ joined_text(
        "zone_id || ' ' || latitude || ' ' || longitude || ' ' || radius_m", 'zone_id'
    ) }} as content
    from {{ ref('zones') }}
)
{%- endmacro %}
