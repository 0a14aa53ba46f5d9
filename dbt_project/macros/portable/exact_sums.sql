{#-
    A sum of doubles depends on the order of its rows, which no warehouse promises: the last bits of
    a feature would change from run to run. A sum of decimals does not.
-#}

{% macro exact(expression, digits=6) -%}
    cast({{ expression }} as decimal(18, {{ digits }}))
{%- endmacro %}

{#- Quotient of two sums as a double; null where the lower one is 0. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}
