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

{#-
    Whether the table lacks today's code version; an empty one is as good as none. dbt asks half a
    dozen times while it builds a model, the table is asked once.
-#}
{% macro rules_changed() -%}
    {%- if load_cached_relation(this) is none -%} {{ return(false) }} {%- endif -%}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- if node.get('compared_in') != invocation_id -%}
        {%- do node.update({
            'rules_changed': stored_code_version(node) != code_version(),
            'compared_in': invocation_id,
        }) -%}
    {%- endif -%}
    {{ return(node['rules_changed']) }}
{%- endmacro %}
