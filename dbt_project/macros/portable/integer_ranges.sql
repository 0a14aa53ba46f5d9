{#-
    One row per integer from `first` to `last` (both expressions, both included), in a column of
    that name, for a select list.
-#}

{% macro each_integer(first, last) -%}
    {{ return(adapter.dispatch('each_integer')(first, last)) }}
{%- endmacro %}

{% macro default__each_integer(first, last) -%}
    explode(sequence({{ first }}, {{ last }}))
{%- endmacro %}

{% macro duckdb__each_integer(first, last) -%}
    unnest(range({{ first }}, {{ last }} + 1))
{%- endmacro %}
