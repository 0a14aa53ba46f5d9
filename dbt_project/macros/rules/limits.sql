{#- Limits that can be switched off: with none, conditions on them hold for every row. -#}

{% macro exceeds(expression, limit) -%}
    {%- if limit is none -%} false {%- else -%} {{ expression }} > {{ limit }} {%- endif -%}
{%- endmacro %}

{% macro capped(expression, limit) -%}
    {%- if limit is none -%} {{ expression }}
    {%- else -%} least({{ expression }}, {{ limit }}) {%- endif -%}
{%- endmacro %}

{% macro number_or_null(number) -%}
    cast({{ 'null' if number is none else number }} as double)
{%- endmacro %}
