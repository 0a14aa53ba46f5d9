{#- Conditions on a limit that can be switched off: with a null var they hold for every row. -#}

{% macro exceeds(expression, var_name, scale=1) -%}
    {%- set limit = var(var_name) -%}
    {%- if limit is none -%} false {%- else -%} {{ expression }} > {{ limit * scale }} {%- endif -%}
{%- endmacro %}

{% macro capped(expression, var_name, scale=1) -%}
    {%- set limit = var(var_name) -%}
    {%- if limit is none -%} {{ expression }}
    {%- else -%} least({{ expression }}, {{ limit * scale }}) {%- endif -%}
{%- endmacro %}

{% macro number_or_null(var_name) -%}
    {%- set value = var(var_name) -%}
    cast({{ 'null' if value is none else value }} as double)
{%- endmacro %}
