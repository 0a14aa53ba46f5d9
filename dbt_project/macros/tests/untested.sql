{#-
    Data tests of `dbt build` look at the units that have changed since the test last passed, those
    of `dbt test` and of a full refresh at all rows. A model takes part when its `meta.test_scope`
    names the column of its unit: session_key or day_number. A test that changes starts anew, and so
    does one of a view, or of a table that every run rebuilds, whose SQL changes.
-#}

{#- The relation of a generic test; dbt's own macro, with the unit as a further filter. -#}
{% macro get_where_subquery(relation) -%}
    {%- set conditions = [] -%}
    {%- if config.get('where') -%} {%- do conditions.append('(' ~ config.get('where') ~ ')') -%} {%- endif -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute -%}
    {%- if tested and test_scope(tested) -%}
        {%- do conditions.append(untested(test_scope(tested), [tested])) -%}
    {%- endif -%}
    {%- if conditions | reject('equalto', 'true') | list -%}
        {{ return(
            '(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as dbt_subquery'
        ) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{#- A condition for singular tests: `column` is the unit of all models of the test that have it. -#}
{% macro untested(column, nodes=none, most=5000) -%}
    {%- if not execute or flags.WHICH != 'build' or flags.FULL_REFRESH -%}
        {{ return('true') }}
    {%- endif -%}
    {%- set tables = [] -%}
    {%- for node in nodes or referenced_nodes() -%}
        {%- do collect_scoped(node, column, tables) -%}
    {%- endfor -%}
    {#- Views of readings come before the table that says which objects have been built. -#}
    {%- set is_of_objects = column == 'object_id' -%}
    {%- if is_of_objects -%} {%- do tables.append(built_objects().unique_id) -%} {%- endif -%}
    {%- set passed = passed_change(model.unique_id) -%}
    {%- if passed is none or not tables -%} {{ return('true') }} {%- endif -%}
    {%- set scopes = run_query(
        "select distinct scope from " ~ changed_units() ~ " where change_number > " ~ passed
        ~ " and model in ('" ~ tables | join("', '") ~ "') limit " ~ (most + 1)
    ).columns[0].values() -%}
    {%- if is_of_objects -%}
        {%- set scopes = scopes | list + run_query(pending_objects(most + 1)).columns[0].values() | list -%}
    {%- endif -%}
    {%- if none in scopes or scopes | length > most -%} {{ return('true') }} {%- endif -%}
    {{ return(is_listed(column, scopes) ~ within_bounds(column, scopes)) }}
{%- endmacro %}

{#-
    Further to a list: a range over all of it, which the optimizer carries over to what views join by
    the column, so that of these too only a day is read. It then expects little of them, which is
    harmless where the list is short: at worst it holds these in memory, as it does without.
-#}
{% macro within_bounds(column, values, few=1000) -%}
    {%- if values and values | length <= few -%}
        {{ return(' and ' ~ column ~ ' between ' ~ values | min ~ ' and ' ~ values | max) }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{#- The change up to which a test, as it stands, passed before this run; none if it never did. -#}
{% macro passed_change(unique_id) -%}
    {%- if graph.get('passed_in') != invocation_id -%}
        {%- set passed = {} -%}
        {%- for row in run_query('select test, fingerprint, change_number from ' ~ passed_tests()).rows -%}
            {%- do passed.update({row[0]: row}) -%}
        {%- endfor -%}
        {%- do graph.update({'passed': passed, 'passed_in': invocation_id}) -%}
    {%- endif -%}
    {%- set row = graph['passed'].get(unique_id) -%}
    {%- set stands = row and row[1] == test_fingerprint(graph.nodes[unique_id]) -%}
    {{ return(row[2] if stands else none) }}
{%- endmacro %}

{% macro built_objects() -%}
    {{ return(graph.nodes['model.' ~ project_name ~ '.stg_telemetry__object_days']) }}
{%- endmacro %}

{#- The objects that a build would take in now. -#}
{% macro pending_objects(most) -%}
select objects.object_id
from {{ graph.nodes['model.' ~ project_name ~ '.stg_telemetry__objects'].relation_name }} as objects
left join {{ built_objects().relation_name }} as built
    on objects.object_id = built.object_id and objects.content_sha256 = built.content_sha256
where built.object_id is null and objects.loaded_row_count > 0
limit {{ most }}
{%- endmacro %}

{% macro referenced_nodes() -%}
    {%- set found = [] -%}
    {%- for unique_id in model.depends_on.nodes if unique_id in graph.nodes -%}
        {%- do found.append(graph.nodes[unique_id]) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The incremental tables of that scope that a node is, or is a view of. -#}
{% macro collect_scoped(node, column, tables) -%}
    {%- if test_scope(node) == column and node.unique_id not in tables -%}
        {%- if node.config.materialized == 'incremental' -%} {%- do tables.append(node.unique_id) -%}
        {%- else -%}
            {%- for unique_id in node.depends_on.nodes if unique_id in graph.nodes -%}
                {%- do collect_scoped(graph.nodes[unique_id], column, tables) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro test_scope(node) -%} {{ return(node.config.get('meta', {}).get('test_scope')) }} {%- endmacro %}

{#-
    What a test asks, as a number: itself, the macros that it calls, the vars that they name, and
    the models that it asks as far as they are not incremental. Those note their changes by
    themselves.
-#}
{% macro test_fingerprint(node) -%}
    {%- set texts = [
        node.raw_code, (node.test_metadata or {}).get('kwargs', {}) | string,
        node.config.get('where') | string, node.config.get('severity') | string,
    ] -%}
    {%- do collect_macros(node.depends_on.macros, texts, []) -%}
    {%- do collect_vars(texts) -%}
    {%- do collect_derivations(node, texts) -%}
    {{ return(local_md5(texts | join('\n'))[:15] | int(base=16)) }}
{%- endmacro %}

{%- macro collect_derivations(node, texts) -%}
    {%- for unique_id in node.depends_on.nodes if unique_id in graph.nodes -%}
        {%- set parent = graph.nodes[unique_id] -%}
        {%- if parent.resource_type == 'model' and parent.config.materialized != 'incremental' -%}
            {%- do texts.append(derivation(parent)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- How a model follows from incremental ones, as a hash; the same for the whole of a run. -#}
{% macro derivation(node) -%}
    {%- if node.get('derived_in') != invocation_id -%}
        {%- set texts = [node.raw_code] -%}
        {%- do collect_macros(node.depends_on.macros, texts, []) -%}
        {%- do collect_vars(texts) -%}
        {%- do collect_derivations(node, texts) -%}
        {%- do node.update({'derivation': local_md5(texts | join('\n')), 'derived_in': invocation_id}) -%}
    {%- endif -%}
    {{ return(node['derivation']) }}
{%- endmacro %}
