{#-
    Exact quantiles of an expression in one pass, as a list, and the n-th (0-based) of that list.
    Null inputs are left out; a group without values gives null.
-#}

{% macro quantiles(expression, shares) -%}
    {{ return(adapter.dispatch('quantiles')(expression, shares)) }}
{%- endmacro %}

{% macro default__quantiles(expression, shares) -%}
    percentile({{ expression }}, array({{ shares | join(', ') }}))
{%- endmacro %}

{% macro duckdb__quantiles(expression, shares) -%}
    quantile_cont({{ expression }}, [{{ shares | join(', ') }}])
{%- endmacro %}

{% macro nth(list, index) -%}
    {{ return(adapter.dispatch('nth')(list, index)) }}
{%- endmacro %}

{% macro default__nth(list, index) -%}
    {{ list }}[{{ index }}]
{%- endmacro %}

{% macro duckdb__nth(list, index) -%}
    {{ list }}[{{ index + 1 }}]
{%- endmacro %}
