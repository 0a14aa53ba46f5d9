{#-
    Sums and extremes over the rows before and around a row. They are put together from
    blocks of three rows, and longer frames from shorter ones: a window function with a frame for
    each of them would take most of the time of a build. Beyond the end of the session there is
    nothing, so that frames are cut there; a column that is summed has no nulls. `in_session` is
    the window that orders the rows.
-#}

{#-
    The blocks of a row: this one and the two before (`_back`), this one and the two after
    (`_ahead`), the two after alone (`_next`). `aggregate` is sum, min or max.
-#}
{% macro frame_blocks(name, aggregate) -%}
    {%- for block, offsets in [('back', [-2, -1, 0]), ('ahead', [0, 1, 2]), ('next', [1, 2])] -%}
    {%- set values = [] -%}
    {%- for offset in offsets -%} {%- do values.append(neighbour(name, offset, aggregate)) -%} {%- endfor -%}
    {{ combined(values, aggregate) }} as {{ name }}_{{ aggregate }}_{{ block }},
    {% endfor -%}
{%- endmacro %}

{#- The blocks of other rows that frames of up to `rows` rows to a side are made of. -#}
{% macro distant_blocks(name, aggregate, rows) -%}
    {%- for offset in range(3, rows, 3) -%}
    {%- set value = name ~ '_' ~ aggregate -%}
    {{ neighbour(value ~ '_back', -offset, aggregate) }} as {{ value }}_back_{{ offset }},
    {{ neighbour(value ~ '_ahead', offset, aggregate) }} as {{ value }}_ahead_{{ offset }},
    {% endfor -%}
{%- endmacro %}

{#-
    A frame of `rows` rows (a multiple of 3) up to this one (side past), or to each side (around),
    from the frame of `shorter` rows, 0 for none.
-#}
{% macro longer_frame(name, aggregate, side, rows, shorter) -%}
    {%- set value = name ~ '_' ~ aggregate -%}
    {%- set values = [value ~ '_' ~ side ~ '_' ~ shorter] if shorter else [value ~ '_back'] -%}
    {%- if side == 'around' and not shorter -%} {%- do values.append(value ~ '_next') -%} {%- endif -%}
    {%- for offset in range([shorter, 3] | max, rows, 3) -%}
        {%- do values.append(value ~ '_back_' ~ offset) -%}
        {%- if side == 'around' -%} {%- do values.append(value ~ '_ahead_' ~ offset) -%} {%- endif -%}
    {%- endfor -%}
    {{ combined(values, aggregate) }} as {{ value }}_{{ side }}_{{ rows }},
{%- endmacro %}

{#-
    The value of a column some rows before (below 0) or after this one; beyond the session 0 for a
    sum, else null.
-#}
{% macro neighbour(name, offset, aggregate) -%}
    {%- set taken = [name, offset | abs] + ([0] if aggregate == 'sum' else []) -%}
    {%- if offset == 0 -%} {{ return(name) }}
    {%- elif offset < 0 -%} {{ return('lag(' ~ taken | join(', ') ~ ') over in_session') }}
    {%- else -%} {{ return('lead(' ~ taken | join(', ') ~ ') over in_session') }}
    {%- endif -%}
{%- endmacro %}

{% macro combined(values, aggregate) -%}
    {%- if aggregate == 'min' -%} least({{ values | join(', ') }})
    {%- elif aggregate == 'max' -%} greatest({{ values | join(', ') }})
    {%- else -%} {{ values | join(' + ') }}
    {%- endif -%}
{%- endmacro %}
