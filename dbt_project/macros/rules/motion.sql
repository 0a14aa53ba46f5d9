{#- What is done between two neighbouring samples, given how far and in what time. -#}

{#-
    1 while they rise, -1 while they sink, 0 while they rest. Steps over a gap longer than
    `step_max_gap_s`, in no time, or next to a missing height have no rate and count as rest. Whole
    micrometres are compared: a step of exactly the limit is not a matter of the last bit.
-#}
{% macro fork_direction(height_change_m, gap_ms) -%}
    {%- set um_per_ms = (checked_var('lifting_from_m_s') * 1000) | round | int -%}
    {%- set limit_um = um_per_ms ~ ' * nullif(' ~ gap_ms ~ ', 0)' -%}
    case
        when {{ gap_ms }} > {{ milliseconds_of('step_max_gap_s') }} then 0
        when round({{ height_change_m }} * 1000000) >= {{ limit_um }} then 1
        when round(-{{ height_change_m }} * 1000000) >= {{ limit_um }} then -1
        else 0
    end
{%- endmacro %}

{#- For how much of the gap to the next one a sample stands, at most `window_fill_s`. -#}
{% macro observed_of(gap_ms) -%}
    least(
        {{ capped(gap_ms, milliseconds_of('max_sample_gap_s')) }},
        {{ milliseconds_of('window_fill_s') }}
    )
{%- endmacro %}
