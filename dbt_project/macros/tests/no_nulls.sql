{#- Generic test: no row lacks a value in any of `columns`; one pass instead of one for each. -#}
{% test no_nulls(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is null or ') }} is null

{% endtest %}
