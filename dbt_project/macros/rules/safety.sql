{#-
    When a sample is inside a state that may be an event. A state has a lower limit of height, of
    speed or of both (none: no limit). It is entered above its limits and left a band below them,
    so that noise on a limit does not end it.
-#}

{#- 2: inside. 0: outside. 1: in the band, as before. 3: unknown, as a value is missing. -#}
{% macro safety_level(height_limit_m, speed_limit_kmh) -%}
    {%- set inside, outside, unknown = [], [], [] -%}
    {%- for column, limit, band in [
        ('height_m', height_limit_m, checked_var('safety_height_band_m')),
        ('speed_kmh', speed_limit_kmh, checked_var('safety_speed_band_kmh')),
    ] -%}
    {%- if limit is not none -%}
        {%- do inside.append(column ~ ' > ' ~ limit) -%}
        {%- do outside.append(column ~ ' <= ' ~ (limit - band) | round(6)) -%}
        {%- do unknown.append(column ~ ' is null') -%}
    {%- endif -%}
    {%- endfor -%}
    case
        when {{ inside | join(' and ') }} then 2
        when {{ unknown | join(' or ') }} then 3
        when {{ outside | join(' or ') }} then 0
        else 1
    end
{%- endmacro %}

{#- Number `index` of the numbers below 4 that a code is made of. -#}
{% macro safety_digit(index) -%} (code // {{ 4 ** index }}) % 4 {%- endmacro %}

{#- The kinds of events whose time has a say, and all that are counted. -#}
{% macro timed_safety_kinds() -%}
    {{ return(['overspeed_raised', 'tall_moving', 'raised_travel', 'over_site_speed']) }}
{%- endmacro %}

{% macro counted_safety_kinds() -%}
    {{ return(timed_safety_kinds() + ['harsh_stop', 'height_oscillation', 'forks_left_up']) }}
{%- endmacro %}

{#- What is counted of each kind, and added up over days: events, and their time where it has a say. -#}
{% macro safety_sums() -%}
    {% for kind in counted_safety_kinds() -%}
    cast(sum({{ kind }}_count) as bigint) as {{ kind }}_count,
    {% endfor -%}
    {% for kind in timed_safety_kinds() -%}
    cast(sum({{ exact(kind ~ '_s') }}) as double) as {{ kind }}_s
    {{- ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{#- Rates, shares and alerts from those sums; null where nothing was observed. -#}
{% macro safety_rates() -%}
    {{ ratio('overspeed_raised_count * 3600', 'observed_s') }} as overspeed_raised_per_h,
    {{ ratio('tall_moving_count * 3600', 'observed_s') }} as tall_moving_per_h,
    {{ ratio('height_oscillation_count * 3600', 'observed_s') }} as height_oscillations_per_h,
    {{ ratio('overspeed_raised_s', 'observed_s') }} as overspeed_raised_share,
    {{ ratio('tall_moving_s', 'observed_s') }} as tall_moving_share,
    observed_s > 0
    and overspeed_raised_count * 3600 >= {{ checked_var('overspeed_alert_per_h') }} * observed_s
        as is_overspeed_alert,
    observed_s > 0
    and tall_moving_count * 3600 >= {{ checked_var('tall_moving_alert_per_h') }} * observed_s
        as is_tall_moving_alert,
    observed_s > 0
    and height_oscillation_count * 3600 >= {{ checked_var('oscillation_alert_per_h') }} * observed_s
        as is_oscillation_alert
{%- endmacro %}
