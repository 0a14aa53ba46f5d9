{#-
    Join each row of `rows_relation` with the latest row of `starts_relation` whose `start_column`
    is not after its own `at_column`, within equal `keys`. Renders a from clause with both aliases.
-#}

{% macro as_of_join(rows_alias, starts_alias, keys, at_column, start_column) -%}
    {{ return(adapter.dispatch('as_of_join')(rows_alias, starts_alias, keys, at_column, start_column)) }}
{%- endmacro %}

{% macro duckdb__as_of_join(rows_alias, starts_alias, keys, at_column, start_column) -%}
    {{ rows_alias }}
    asof inner join {{ starts_alias }}
        on
            {% for key in keys -%}
            {{ rows_alias }}.{{ key }} = {{ starts_alias }}.{{ key }}
            and {% endfor -%}
            {{ rows_alias }}.{{ at_column }} >= {{ starts_alias }}.{{ start_column }}
{%- endmacro %}
