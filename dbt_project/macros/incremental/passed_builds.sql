{#-
    On run start: what an earlier build passed says nothing of the tables that this one changes.
    Dagster notes in `testing.passed_builds` how a build left them, and leaves them alone while they
    look the same; values made by other vars, or by a build that is killed, may look the same. What
    is made of the classifier's tables is not among them, and its builds change nothing there.
-#}
{% macro forget_passed_builds() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot'] -%}
        {%- set changed = [] -%}
        {%- for key in selected_resources -%}
            {%- set node = graph.nodes.get(key, {}) -%}
            {%- set asked = node.get('depends_on', {}).get('nodes', []) | join(' ') -%}
            {%- if node.get('resource_type') in ['model', 'seed'] and 'source.forklift.ml.' not in asked -%}
                {%- do changed.append(key) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set noted = run_query(
            "select 1 from information_schema.tables"
            ~ " where table_schema = 'testing' and table_name = 'passed_builds'"
        ) -%}
        {%- if changed and noted.rows -%}
            {%- do run_query('delete from ' ~ testing_schema() ~ '.passed_builds') -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
