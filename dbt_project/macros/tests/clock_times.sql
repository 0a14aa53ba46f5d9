{#- Generic test: each of `columns` is a time of the day as HH:MM. -#}
{% test clock_times(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns -%}
    {{ 'or ' if not loop.first }}not regexp_like({{ column }}, '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$')
    {% endfor %}
{% endtest %}
