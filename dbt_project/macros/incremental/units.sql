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

{#-
    The wanted units that the table lacks, or has in another version: a relation for a from clause.
    Asked while the model is compiled, before anything is deleted.
-#}
{% macro missing_units(wanted, keys, version, having='true') -%}
    {%- if not is_incremental() -%} {{ return(wanted) }} {%- endif -%}
    {%- set columns = keys + [version] -%}
    {%- set wanted_units = counted_relation('wanted_units', 'select * from ' ~ wanted) -%}
    {%- set built_units = counted_relation(
        'built_units',
        'select distinct ' ~ columns | join(', ') ~ ' from ' ~ this ~ ' where ' ~ having
    ) -%}
    {%- do counted_relation('forgotten_units', units_apart(built_units, wanted_units, columns)) -%}
    {{ return(counted_relation('missing_units', units_apart(wanted_units, built_units, columns))) }}
{%- endmacro %}

{% macro any_units(name) -%}
    {{ return(run_query('select 1 from ' ~ temporary_relation(name) ~ ' limit 1').rows | length > 0) }}
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
    Pre-hook: delete the rows of the units that `missing_units` found to be gone or wanted in another
    version, and note which units change, for the tests.
-#}
{% macro forget_units(keys) -%}
    {%- do note_changed_units(keys) -%}
    {%- if is_incremental() and any_units('forgotten_units') -%}
    delete from {{ this }}
    where ({{ keys | join(', ') }}) in (
        select ({{ keys | join(', ') }})
        from {{ temporary_relation('forgotten_units') }}
    )
    {%- endif -%}
{%- endmacro %}

{#-
    A query as a relation whose number of rows the optimizer knows, so that it starts with the few
    units that are missing instead of with all samples.
-#}
{% macro counted_relation(name, query) -%}
    {{ return(adapter.dispatch('counted_relation')(name, query)) }}
{%- endmacro %}

{% macro default__counted_relation(name, query) -%}
    {%- do run_query('create or replace temporary view ' ~ name ~ ' as ' ~ query) -%}
    {{ return(temporary_relation(name)) }}
{%- endmacro %}

{% macro duckdb__counted_relation(name, query) -%}
    {%- do run_query('create or replace temp table ' ~ name ~ ' as ' ~ query) -%}
    {{ return(temporary_relation(name)) }}
{%- endmacro %}

{#- What `counted_relation` made under that name; it belongs to the connection of one model. -#}
{% macro temporary_relation(name) -%}
    {{ return(adapter.dispatch('temporary_relation')(name)) }}
{%- endmacro %}

{% macro default__temporary_relation(name) -%}
    {{ return(name) }}
{%- endmacro %}

{% macro duckdb__temporary_relation(name) -%}
    {{ return('temp.' ~ name) }}
{%- endmacro %}

{#-
    A condition that leaves out what a build does not touch before anything is joined to it: the
    column is one of the values of a query. Where these are too many to be listed, or much is missing,
    it holds for all.
-#}
{% macro one_of(column, query, most=5000) -%}
    {%- if not is_incremental() or much_is_missing() -%} {{ return('true') }} {%- endif -%}
    {%- set values = run_query(query ~ ' limit ' ~ (most + 1)).columns[0].values() -%}
    {{ return('true' if values | length > most else is_listed(column, values)) }}
{%- endmacro %}

{#-
    Whether the units that `missing_units` found are a large part of all. To skip the rest gains little
    then, and the optimizer, which expects of any condition that little is left, would hold the large
    side of a join in memory.
-#}
{% macro much_is_missing(fewest=500, share=0.2) -%}
    {%- set missing, wanted = run_query(
        'select (select count(*) from ' ~ temporary_relation('missing_units') ~ '),'
        ~ ' (select count(*) from ' ~ temporary_relation('wanted_units') ~ ')'
    ).rows[0] -%}
    {{ return(missing > fewest and missing > share * wanted) }}
{%- endmacro %}

{#-
    The ranges say no more than the list, but a scan can skip by them. Several, cut where the values
    lie furthest apart: a file that comes late would stretch a single one over all of the past. One
    range for all beside them would be carried over to what is joined by the column, and have the
    optimizer believe that little is left of it, too.
-#}
{% macro is_listed(column, values, most_ranges=8) -%}
    {%- if not values -%} {{ return('false') }} {%- endif -%}
    {%- set ordered, gaps, ranges = values | sort, [], [] -%}
    {%- for value in ordered[1:] -%}
        {%- do gaps.append((value - ordered[loop.index0], loop.index)) -%}
    {%- endfor -%}
    {%- set cuts = (gaps | sort(reverse=true))[:most_ranges - 1] | map('last') | sort -%}
    {%- for first, beyond in zip([0] + cuts, cuts + [ordered | length]) -%}
        {%- do ranges.append(
            column ~ ' between ' ~ ordered[first] ~ ' and ' ~ ordered[beyond - 1]
        ) -%}
    {%- endfor -%}
    {{ return(
        '((' ~ ranges | join(' or ') ~ ') and ' ~ column ~ ' in (' ~ ordered | join(', ') ~ '))'
    ) }}
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

{#-
    The days that can be read with their marks, in the version that these were made for; it may be
    older than that of `stg_telemetry__days` where only a part was built.
-#}
{% macro marked_days() -%}
    {{ return(
        '(select unit_id, day_number, day_version from ' ~ ref('stg_telemetry__marked_readings')
        ~ ' where is_first_of_day)'
    ) }}
{%- endmacro %}
