{#-
    On run start: a warehouse that nothing was ingested into is said once, where each node that reads
    telemetry would fail on its own and take all after it along.
-#}
{% macro refuse_missing_telemetry() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test'] -%}
        {%- set parents = [] -%}
        {%- for key in selected_resources -%}
            {%- do parents.extend(graph.nodes.get(key, {}).get('depends_on', {}).get('nodes', [])) -%}
        {%- endfor -%}
        {%- set ingested = run_query(
            "select 1 from information_schema.tables"
            ~ " where table_schema = 'raw' and table_name = 'objects'"
        ) -%}
        {%- if 'source.forklift.raw.' in parents | join(' ') and not ingested.rows -%}
            {{ exceptions.raise_compiler_error(
                (target.path or target.database) ~ ' holds no telemetry yet: `make run` fetches it'
                ~ ' and builds everything; or set FORKLIFT_WAREHOUSE to a warehouse that has it'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
