{#- Generic test: each of `columns` is a time of the day as HH:MM, 24:00 included. -#}
{% test clock_times(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns -%}
    not {{ matches(column, '([01][0-9]|2[0-3]):[0-5][0-9]|24:00') }}
    {{ 'or' if not loop.last }}
    {% endfor %}
{% endtest %}
