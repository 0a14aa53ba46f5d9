{#-
    On run start: what an earlier build passed says nothing of the tables that this one changes.
    Dagster notes in `testing.passed_builds` how a step left them, and leaves them alone while they
    look the same; values made by other vars, or by a build that is killed, may look the same. A
    build of nothing but what is made of the classifier's tables changes nothing that other steps
    read.
-#}
{% macro forget_passed_builds() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot'] -%}
        {%- set before, after = [], [] -%}
        {%- for key in selected_resources if key.split('.')[0] in ['model', 'seed'] and not before -%}
            {%- set inputs = [] -%}
            {%- do collect_ancestors(key, inputs) -%}
            {%- do (after if 'source.forklift.ml.' in inputs | join(' ') else before).append(key) -%}
        {%- endfor -%}
        {%- set noted = run_query(
            "select 1 from information_schema.tables"
            ~ " where table_schema = 'testing' and table_name = 'passed_builds'"
        ) -%}
        {%- if (before or after) and noted.rows -%}
            {%- do run_query(
                'delete from ' ~ testing_schema() ~ '.passed_builds'
                ~ ("" if before else " where step = 'dbt_build_after_ml'")
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- What a node is made of, sources included. -#}
{% macro collect_ancestors(unique_id, ancestors) -%}
    {%- for parent in graph.nodes.get(unique_id, {}).get('depends_on', {}).get('nodes', [])
        if parent not in ancestors -%}
        {%- do ancestors.append(parent) -%}
        {%- do collect_ancestors(parent, ancestors) -%}
    {%- endfor -%}
{%- endmacro %}
