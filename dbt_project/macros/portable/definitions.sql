{#- What stands in the warehouse, as text: the engine, and the SQL of views. -#}

{% macro definitions(views) -%}
    {{ return(adapter.dispatch('definitions')(views)) }}
{%- endmacro %}

{% macro default__definitions(views) -%}
    {{ return(views | map(attribute='raw_code') | list) }}
{%- endmacro %}

{% macro duckdb__definitions(views) -%}
    {%- set names = [] -%}
    {%- for view in views -%}
        {%- do names.append("'" ~ view.schema ~ '.' ~ view.alias ~ "'") -%}
    {%- endfor -%}
    {%- set found = run_query(
        "select version() union all (select sql from duckdb_views() "
        ~ "where database_name = current_database() "
        ~ "and schema_name || '.' || view_name in (" ~ (names | join(', ') or "''") ~ ") "
        ~ "order by schema_name, view_name)"
    ) -%}
    {#- DuckDB quotes the types of a view until the file is opened again. -#}
    {{ return(found.columns[0].values() | map('replace', '"', '') | list) }}
{%- endmacro %}
