{#-
    A sum of doubles depends on the order of its rows, which no warehouse promises: the last bits of
    a feature would change from run to run. A sum of decimals does not.
-#}

{% macro exact(expression, digits=6) -%}
    cast({{ expression }} as decimal(18, {{ digits }}))
{%- endmacro %}

{#-
    Such a sum of few rows, those of one window, at two thirds of the cost: whole numbers of the last
    digit, which doubles add without rounding up to 2^53. What heights, speeds, loads and positions
    can be at most (`int_samples__calibrated`) keeps the sums of a window below it.
-#}
{% macro exact_sum_of_few(expression, digits=6) -%}
    sum(round(({{ expression }}) * 1e{{ digits }})) / 1e{{ digits }}
{%- endmacro %}

{#- Quotient of two sums as a double; null where the lower one is 0. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}
