{#-
    What a table is built with, as a whole number: the model, the macros that it calls, the value of
    every var that they name, the views that it reads as they stand in the warehouse, the code
    version that the incremental tables before it were built with, and the engine. Tables that every
    run rebuilds have their say through the versions of units. Read by `should_full_refresh`.
-#}

{% macro code_version() -%}
    {%- if not execute or model.unique_id not in graph.nodes -%} {{ return(0) }} {%- endif -%}
    {#- Asked several times while a model is built, and by those after it; it stays the same. -#}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- if not is_versioned_now(node) -%}
        {%- do node.update({'code_version': fingerprint(node), 'versioned_in': invocation_id}) -%}
    {%- endif -%}
    {{ return(node['code_version']) }}
{%- endmacro %}

{% macro fingerprint(node) -%}
    {%- set texts = [node.raw_code] -%}
    {%- do collect_macros(node.depends_on.macros, texts, []) -%}
    {%- do collect_vars(texts) -%}
    {%- set inputs = [] -%}
    {%- do collect_inputs(node, inputs) -%}
    {%- set views, tables = [], [] -%}
    {%- for unique_id in inputs | sort -%}
        {%- set input = graph.nodes[unique_id] -%}
        {%- do (views if input.config.materialized == 'view' else tables).append(input) -%}
    {%- endfor -%}
    {%- do texts.extend(definitions(views)) -%}
    {%- for table in tables -%} {%- do texts.append(input_code_version(table)) -%} {%- endfor -%}
    {{ return(local_md5(texts | join('\n'))[:15] | int(base=16)) }}
{%- endmacro %}

{#- Text of the macros and of all that they call. -#}
{% macro collect_macros(unique_ids, texts, seen) -%}
    {%- for unique_id in unique_ids | sort -%}
        {%- set kind, package, name = unique_id.split('.') -%}
        {%- if package == project_name and unique_id not in seen -%}
            {%- do seen.append(unique_id) -%}
            {%- do texts.append(context[name].macro.macro_sql) -%}
            {%- do collect_macros(context[name].macro.depends_on.macros, texts, seen) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#-
    The vars that the texts name, with their values: every quoted word that is the name of one, as
    many are named to a macro that reads them.
-#}
{% macro collect_vars(texts) -%}
    {%- for name in modules.re.findall("['\"](\\w+)['\"]", texts | join('\n')) | unique | sort -%}
        {%- if var.has_var(name) -%}
            {%- do texts.append(name ~ '=' ~ (var(name) | tojson)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- The views that a node reads, also through other views, and the incremental tables they end in. -#}
{% macro collect_inputs(node, inputs) -%}
    {%- for unique_id in node.depends_on.nodes if unique_id not in inputs -%}
        {%- set parent = graph.nodes.get(unique_id) -%}
        {%- if parent and parent.config.materialized in ('view', 'incremental') -%}
            {%- do inputs.append(unique_id) -%}
            {%- if parent.config.materialized == 'view' -%}
                {%- do collect_inputs(parent, inputs) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- The code version that an input has, built a moment ago in this run or by an earlier one. -#}
{% macro input_code_version(node) -%}
    {{ return(node['code_version'] if is_versioned_now(node) else stored_code_version(node)) }}
{%- endmacro %}

{#- The graph may outlive a run, where several share one process. -#}
{% macro is_versioned_now(node) -%}
    {{ return(node.get('versioned_in') == invocation_id) }}
{%- endmacro %}

{#-
    The code version in the rows of a table before this run; 0 where there is none. All tables are
    asked at once, as every table and every one after it wants to know.
-#}
{% macro stored_code_version(node) -%}
    {%- if graph.get('stored_in') != invocation_id -%}
        {%- do graph.update({'stored': stored_code_versions(), 'stored_in': invocation_id}) -%}
    {%- endif -%}
    {{ return(graph['stored'].get(node.schema ~ '.' ~ node.alias, 0)) }}
{%- endmacro %}

{% macro stored_code_versions() -%}
    {%- set tables = run_query(
        "select table_schema || '.' || table_name from information_schema.columns"
        ~ " where column_name = 'code_version' and table_catalog = '" ~ target.database ~ "'"
    ).columns[0].values() -%}
    {%- set queries = [] -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'incremental' -%}
        {%- set name = node.schema ~ '.' ~ node.alias -%}
        {%- if name in tables -%}
            {%- do queries.append(
                "(select '" ~ name ~ "', code_version from " ~ node.relation_name ~ ' limit 1)'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set stored = {} -%}
    {%- for row in run_query(queries | join(' union all ')).rows if queries -%}
        {%- do stored.update({row[0]: row[1] | int}) -%}
    {%- endfor -%}
    {{ return(stored) }}
{%- endmacro %}
