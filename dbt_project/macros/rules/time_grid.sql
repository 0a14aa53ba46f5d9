{#-
    Fixed cells of time that the work is shared out by. Without sessions (`session_gap_s` null) a
    unit is one cell, as nothing in it stands alone.
-#}

{#- The UTC day of a reading, from 1970; readings without time come after all others. -#}
{% macro day_number(milliseconds) -%}
    {%- if var('session_gap_s') is none -%} 0
    {%- else -%} coalesce(cast(floor({{ milliseconds }} / 86400000.0) as bigint), 99999999)
    {%- endif -%}
{%- endmacro %}

{#-
    A slot is as long as `session_gap_s`: no two samples in it are further apart, so that a slot
    lies in one session as a whole.
-#}
{% macro slot_number(milliseconds) -%}
    {%- if var('session_gap_s') is none -%} 0
    {%- else -%} cast(floor({{ milliseconds }} / {{ var('session_gap_s') * 1000.0 }}) as bigint)
    {%- endif -%}
{%- endmacro %}

{#- Five minutes of the clock, in which a vehicle has few carries: samples find theirs by it. -#}
{% macro stretch_number(milliseconds) -%}
    cast(floor({{ milliseconds }} / 300000.0) as bigint)
{%- endmacro %}

{#- The UTC hour of a point in time, from 1970. -#}
{% macro hour_number(milliseconds) -%}
    cast(floor(({{ milliseconds }}) / 3600000.0) as bigint)
{%- endmacro %}
