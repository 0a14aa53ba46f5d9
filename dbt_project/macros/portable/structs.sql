{#-
    Some columns of a group's first or last row in the order of `key`, together and also when they
    are null, as a struct whose fields have their names.
-#}

{% macro struct_at_first(columns, key) -%}
    {{ return(adapter.dispatch('struct_at')(columns, key, 'min')) }}
{%- endmacro %}

{% macro struct_at_last(columns, key) -%}
    {{ return(adapter.dispatch('struct_at')(columns, key, 'max')) }}
{%- endmacro %}

{% macro default__struct_at(columns, key, extreme) -%}
    {{ extreme }}_by(struct({{ columns | join(', ') }}), {{ key }})
{%- endmacro %}

{% macro duckdb__struct_at(columns, key, extreme) -%}
    {%- set fields = [] -%}
    {%- for column in columns -%} {%- do fields.append(column ~ ' := ' ~ column) -%} {%- endfor -%}
    arg_{{ extreme }}(struct_pack({{ fields | join(', ') }}), {{ key }})
{%- endmacro %}
