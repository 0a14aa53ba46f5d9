{#-
    Building a table unit by unit. A unit (a session, a vehicle's day, an object) is a key and the
    version of its content; each row of the table says which unit and version it was made from, so
    the table itself knows what it holds. A build forgets the units that are not wanted any more,
    in their version, and adds those that are missing: whatever a run left undone, the next one
    does.

    `wanted` is a relation, or a query in parentheses, with the columns `keys` and `version`; a unit
    belongs there only when it gives a row. `having` is a condition that holds for at least one row
    of each unit of the table and, where units have many rows, for few of them.
-#}

{#- Pre-hook: delete the rows of units that are gone, or wanted in another version. -#}
{% macro forget_units(wanted, keys, version, having='true') -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where ({{ keys | join(', ') }}) in (
        select ({{ keys | join(', ') }})
        from ({{ units_apart(built_units(keys + [version], having), wanted, keys + [version]) }})
    )
    {%- endif -%}
{%- endmacro %}

{#- The wanted units that the table lacks, or has in another version: a relation for a from clause. -#}
{% macro missing_units(wanted, keys, version, having='true') -%}
    {%- if is_incremental() -%}
    {%- set built = built_units(keys + [version], having) -%}
    {{ return(counted_relation('missing_of_' ~ this.identifier, units_apart(wanted, built, keys + [version]))) }}
    {%- endif -%}
    {{ return(wanted) }}
{%- endmacro %}

{#- What the table says that it holds. -#}
{% macro built_units(columns, having) -%}
    {{ return('(select distinct ' ~ columns | join(', ') ~ ' from ' ~ this ~ ' where ' ~ having ~ ')') }}
{%- endmacro %}

{#- The rows of one relation that another one has not, by some columns. -#}
{% macro units_apart(relation, other, columns) -%}
    select units.*
    from {{ relation }} as units
    left join {{ other }} as others
        on
            {% for column in columns -%}
            units.{{ column }} = others.{{ column }}
            {{ 'and' if not loop.last }}
            {% endfor %}
    where others.{{ columns[0] }} is null
{%- endmacro %}

{#-
    A query as a relation whose number of rows the optimizer knows, so that it starts with the few
    units that are missing instead of with all samples.
-#}
{% macro counted_relation(name, query) -%}
    {{ return(adapter.dispatch('counted_relation')(name, query)) }}
{%- endmacro %}

{% macro default__counted_relation(name, query) -%}
    {{ return('(' ~ query ~ ')') }}
{%- endmacro %}

{% macro duckdb__counted_relation(name, query) -%}
    {%- do run_query('create or replace temp table ' ~ name ~ ' as ' ~ query) -%}
    {{ return('temp.' ~ name) }}
{%- endmacro %}

{#-
    A condition that leaves out what a build does not touch before anything is joined to it: the
    column is one of the values of a query. Where these are too many to be listed it holds for all.
-#}
{% macro one_of(column, query, most=5000) -%}
    {%- if not is_incremental() -%} {{ return('true') }} {%- endif -%}
    {%- set values = run_query(query ~ ' limit ' ~ (most + 1)).columns[0].values() -%}
    {%- if values | length > most -%} {{ return('true') }} {%- endif -%}
    {{ return(column ~ ' in (' ~ (values | join(', ') or 'null') ~ ')') }}
{%- endmacro %}

{#- The same for the objects that hold readings of these days. -#}
{% macro one_of_their_objects(column, days) -%}
    {%- if execute and not is_incremental() -%} {{ return('true') }} {%- endif -%}
    {{ return(one_of(
        column,
        'select distinct object_days.object_id from ' ~ ref('stg_telemetry__object_days')
        ~ ' as object_days inner join ' ~ days ~ ' as days'
        ~ ' on object_days.unit_id = days.unit_id and object_days.day_number = days.day_number'
    )) }}
{%- endmacro %}
