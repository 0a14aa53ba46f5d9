{#- What a reported height stands for, given the calibration of its unit. -#}

{#- The step of reported height that the profile counts: three digits; where not calibrated, itself. -#}
{% macro height_step(reported) -%}
    {%- if checked_var('height_method') == 'calibrate' -%}
    case
        when abs({{ reported }}) < 10 then round({{ reported }}, 2)
        when abs({{ reported }}) < 100 then round({{ reported }}, 1)
        when abs({{ reported }}) < 1000 then round({{ reported }})
        when abs({{ reported }}) < 10000 then round({{ reported }} / 10) * 10
        else round({{ reported }} / 100) * 100
    end
    {%- else -%} {{ reported }}
    {%- endif -%}
{%- endmacro %}

{#- Metres, before a limit is put to them; `units` is an alias of int_units__calibrated. -#}
{% macro height_in_metres(reported, units) -%}
    {%- set method = checked_var('height_method') -%}
    {%- if method == 'calibrate' -%}
    ({{ reported }} - {{ units }}.height_offset_reported) * {{ units }}.metres_per_unit
    * case
        when
            {{ units }}.height_status = 'mixed_units'
            and {{ reported }} > {{ checked_var('height_plausible_max_m') }}
            then 0.001
        else 1.0
    end
    {%- elif method == 'scale' -%}
    least(
        greatest(
            ({{ reported }} - {{ units }}.height_offset_reported) / {{ units }}.reported_range, 0.0
        ),
        1.0
    ) * {{ checked_var('height_max_m') }}
    {%- elif method == 'clip' -%}
    least(greatest({{ reported }}, 0.0), {{ checked_var('height_max_m') }})
    {%- else -%}
    {{ reported }}
    {%- endif -%}
{%- endmacro %}

{#- Those metres where they can be true, else null; needs the limit and status of the unit. -#}
{% macro plausible_height(metres) -%}
    {%- if checked_var('height_method') == 'calibrate' -%}
    case
        when
            {{ metres }} between {{ checked_var('height_plausible_min_m') }}
            and height_plausible_max_m
            and height_status not in ('absent', 'stuck', 'implausible')
            then {{ metres }}
    end
    {%- else -%}
    {{ metres }}
    {%- endif -%}
{%- endmacro %}

{#- Whether the rule goes on with a sample of this reported height. -#}
{% macro height_is_used(reported) -%}
    {%- if checked_var('height_method') in ('scale', 'clip') -%}
    {{ reported }} is not null
    {%- elif checked_var('height_method') == 'drop' -%}
    {{ reported }} between 0.0 and {{ checked_var('height_max_m') }}
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{#- A positive number to two digits; null for 0. -#}
{% macro two_digits(expression) -%}
    {%- set scale = 'power(10, floor(log10(nullif(' ~ expression ~ ', 0))) - 1)' -%}
    (round({{ expression }} / {{ scale }}) * {{ scale }})
{%- endmacro %}
