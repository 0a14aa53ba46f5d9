{#-
    dbt's own question, answered with yes also when a table was built by other rules than today's:
    after a change of a model, a macro or a var, an incremental model is rebuilt as a whole, and so
    is every one after it. Rows of two rules never stand side by side.
-#}
{% macro should_full_refresh() -%}
    {%- set given = config.get('full_refresh') -%}
    {%- set asked = flags.FULL_REFRESH if given is none else given -%}
    {{ return(asked or (execute and model.config.materialized == 'incremental' and rules_changed())) }}
{%- endmacro %}

{#- Whether the table lacks today's code version; an empty one is as good as none. -#}
{% macro rules_changed() -%}
    {%- if load_cached_relation(this) is none -%} {{ return(false) }} {%- endif -%}
    {{ return(stored_code_version(graph.nodes[model.unique_id]) != code_version()) }}
{%- endmacro %}
