{#-
    Which units of the incremental tables were built or forgotten, and up to where each data test
    has passed. A build looks only at what it, or a run before it whose tests did not pass, has
    changed: see `macros/tests/untested.sql`.

    `changed_units` has a row for each table, scope and change: `scope` is the session_key, or the
    day_number, of the units, null for the whole table; `change_number` grows with every build.
    `passed_tests` has the change up to which a test, as it stands (`fingerprint`), has passed. A
    run that is killed, a test that fails and a build of a part leave changes untested, and they
    stay here until a build passes them.
-#}

{#- On run start: both tables are there. -#}
{% macro create_changed_units() -%}
    {%- if execute -%}
    {%- do run_query('create schema if not exists ' ~ testing_schema()) -%}
    {%- do run_query(
        'create table if not exists ' ~ changed_units()
        ~ ' (model varchar, scope bigint, change_number bigint)'
    ) -%}
    {%- do run_query(
        'create table if not exists ' ~ passed_tests()
        ~ ' (test varchar, fingerprint bigint, change_number bigint)'
    ) -%}
    {%- endif -%}
{%- endmacro %}

{% macro testing_schema() -%} {{ return(target.database ~ '.testing') }} {%- endmacro %}
{% macro changed_units() -%} {{ return(testing_schema() ~ '.changed_units') }} {%- endmacro %}
{% macro passed_tests() -%} {{ return(testing_schema() ~ '.passed_tests') }} {%- endmacro %}

{#- In the transaction of a model: note the units that `missing_units` found to change. -#}
{% macro note_changed_units(keys) -%}
    {%- set scope = test_scope(model) -%}
    {%- if scope in keys and is_incremental() -%}
        {%- set changed -%}
            (
                select {{ scope }} as scope from {{ temporary_relation('missing_units') }}
                union
                select {{ scope }} from {{ temporary_relation('forgotten_units') }}
            )
        {%- endset -%}
    {%- else -%}
        {%- set changed = '(select cast(null as bigint) as scope)' -%}
    {%- endif -%}
    {%- do run_query(
        "insert into " ~ changed_units() ~ " select '" ~ model.unique_id ~ "', changed.scope, "
        ~ last_change() ~ " + 1 from " ~ changed ~ " as changed"
    ) -%}
{%- endmacro %}

{% macro last_change() -%}
    {{ return(
        '(select coalesce(max(change_number), 0) from (select change_number from ' ~ changed_units()
        ~ ' union all select change_number from ' ~ passed_tests() ~ ') as noted)'
    ) }}
{%- endmacro %}

{#-
    On run end: tests that passed, or that have said their warning, need not look at these changes
    again; those of all tests go.
-#}
{% macro remember_passed_tests(results) -%}
    {%- set passed = [] -%}
    {%- for result in results -%}
        {%- if result.node.resource_type == 'test' and result.status in ['pass', 'warn'] -%}
            {%- do passed.append(result.node.unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if execute and passed -%}
    {%- set last = run_query('select ' ~ last_change()).rows[0][0] -%}
    {%- set values = [] -%}
    {%- for test in passed -%}
        {%- do values.append(
            "('" ~ test ~ "', " ~ test_fingerprint(graph.nodes[test]) ~ ', ' ~ last ~ ')'
        ) -%}
    {%- endfor -%}
    {%- do run_query(
        "delete from " ~ passed_tests() ~ " where test in ('" ~ passed | join("', '") ~ "')"
        ~ " or test not in ('" ~ graph.nodes | join("', '") ~ "')"
    ) -%}
    {%- do run_query(
        'insert into ' ~ passed_tests() ~ ' values ' ~ values | join(', ')
    ) -%}
    {%- do run_query(
        'delete from ' ~ changed_units() ~ ' where change_number <= (select min(change_number) from '
        ~ passed_tests() ~ ')'
    ) -%}
    {%- endif -%}
{%- endmacro %}
