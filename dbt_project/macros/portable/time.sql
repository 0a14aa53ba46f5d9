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

{#- The last value before this row that is not null; `over (...)` follows. -#}
{% macro previous_known(expression) -%}
    {{ return(adapter.dispatch('previous_known')(expression)) }}
{%- endmacro %}

{% macro default__previous_known(expression) -%}
    lag({{ expression }}) ignore nulls
{%- endmacro %}

{% macro duckdb__previous_known(expression) -%}
    lag({{ expression }} ignore nulls)
{%- endmacro %}
