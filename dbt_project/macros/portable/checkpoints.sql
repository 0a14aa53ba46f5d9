{#-
    On run start: how much the log of changes holds before they are written into the tables' file,
    which stops all threads and takes longer the more the warehouse holds. The few changes of a day
    are written once, at the end. A full refresh keeps to the engine's own limit: the place of a
    table that is replaced is free only afterwards.
-#}
{% macro hold_checkpoints() -%}
    {{ return(adapter.dispatch('hold_checkpoints')()) }}
{%- endmacro %}

{% macro default__hold_checkpoints() -%}
{%- endmacro %}

{% macro duckdb__hold_checkpoints() -%}
    {%- if not flags.FULL_REFRESH -%}
    set global checkpoint_threshold = '256MB'
    {%- endif -%}
{%- endmacro %}
