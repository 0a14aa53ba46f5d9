{#- Time helpers that differ between warehouses. Milliseconds are since 1970-01-01 UTC. -#}

{% macro timestamp_from_ms(milliseconds) -%}
    {{ return(adapter.dispatch('timestamp_from_ms')(milliseconds)) }}
{%- endmacro %}

{% macro default__timestamp_from_ms(milliseconds) -%}
    timestamp_millis({{ milliseconds }})
{%- endmacro %}

{% macro duckdb__timestamp_from_ms(milliseconds) -%}
    make_timestamp_ms({{ milliseconds }})
{%- endmacro %}
