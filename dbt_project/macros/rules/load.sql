{#- What a reported load signal says. -#}

{#- The signal without sentinels, at either end. -#}
{% macro load_signal(reported) -%}
    {%- if var('load_sentinel_below') is none -%} {{ reported }}
    {%- else -%}
    case
            when {{ reported }}
                between {{ var('load_sentinel_below') }} and {{ var('load_sentinel_above') }}
                then {{ reported }}
        end
    {%- endif -%}
{%- endmacro %}

{#- Whether a signal without sentinels says loaded; null when unknown. -#}
{% macro is_loaded(signal) -%}
    {%- set missing = '0' if var('missing_counts_as_zero') else 'null' -%}
    coalesce({{ signal }}, {{ missing }}) > {{ var('load_threshold') }}
{%- endmacro %}
