{#- What a reported load signal says. -#}

{#- The signal without sentinels, at the ends that have a limit. -#}
{% macro load_signal(reported) -%}
    {%- set kept = [] -%}
    {%- for limit, within in [
        (checked_var('load_sentinel_below'), '>='), (checked_var('load_sentinel_above'), '<='),
    ] -%}
    {%- if limit is not none %}{% do kept.append([reported, within, limit] | join(' ')) %}{% endif -%}
    {%- endfor -%}
    {%- if kept -%} case when {{ kept | join(' and ') }} then {{ reported }} end
    {%- else -%} {{ reported }}
    {%- endif -%}
{%- endmacro %}

{#- Whether a signal without sentinels says loaded; null when unknown. -#}
{% macro is_loaded(signal) -%}
    {%- set missing = '0' if checked_var('missing_counts_as_zero') else 'null' -%}
    coalesce({{ signal }}, {{ missing }}) > {{ checked_var('load_threshold') }}
{%- endmacro %}
