{#-
    Fingerprints. `row_hash` is quick, 64 bits, and only for comparing content within one warehouse;
    `combined_hash` adds such hashes up, whatever their order. `text_key` turns text into a whole
    number of 60 bits that is the same everywhere.
-#}

{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash')(columns)) }}
{%- endmacro %}

{% macro default__row_hash(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}

{#-
    Of several columns the last one only enters by an exclusive or: without the outer hash, rows that
    exchange its values, or an even number of rows that change the others alike, combine as before.
-#}
{% macro duckdb__row_hash(columns) -%}
    hash(hash({{ columns | join(', ') }}))
{%- endmacro %}

{#- Rows are told apart by their keys, so that no two equal hashes cancel each other out. -#}
{% macro combined_hash(expression) -%}
    bit_xor({{ expression }})
{%- endmacro %}

{% macro text_key(expression) -%}
    {{ return(adapter.dispatch('text_key')(expression)) }}
{%- endmacro %}

{% macro default__text_key(expression) -%}
    cast(conv(substr(md5({{ expression }}), 1, 15), 16, 10) as bigint)
{%- endmacro %}

{% macro duckdb__text_key(expression) -%}
    cast('0x' || substr(md5({{ expression }}), 1, 15) as bigint)
{%- endmacro %}

{#- Text of all values of a group, joined in the order of another expression. -#}
{% macro joined_text(expression, order_by) -%}
    {{ return(adapter.dispatch('joined_text')(expression, order_by)) }}
{%- endmacro %}

{% macro default__joined_text(expression, order_by) -%}
    listagg({{ expression }}, ',') within group (order by {{ order_by }})
{%- endmacro %}

{% macro duckdb__joined_text(expression, order_by) -%}
    string_agg({{ expression }}, ',' order by {{ order_by }})
{%- endmacro %}

{#- The value of a group's last row in the order of `keys`; it must not be null. -#}
{% macro last_by(value, keys) -%}
    {{ return(adapter.dispatch('last_by')(value, keys)) }}
{%- endmacro %}

{% macro default__last_by(value, keys) -%}
    max_by({{ value }}, struct({{ keys | join(', ') }}))
{%- endmacro %}

{% macro duckdb__last_by(value, keys) -%}
    arg_max({{ value }}, row({{ keys | join(', ') }}))
{%- endmacro %}
