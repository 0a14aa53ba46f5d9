{#- Times of the day as people write them in the table of shifts, and what they share with others. -#}

{#- Minutes since midnight of a text such as 06:30. -#}
{% macro minute_of_day(clock) -%}
    cast(substr({{ clock }}, 1, 2) as integer) * 60 + cast(substr({{ clock }}, 4, 2) as integer)
{%- endmacro %}

{#- How many minutes the rows of two relations have in common; below 1 where they do not meet. -#}
{% macro overlap(one, other) -%}
    least({{ one }}.ends_at_min, {{ other }}.ends_at_min)
    - greatest({{ one }}.starts_at_min, {{ other }}.starts_at_min)
{%- endmacro %}
