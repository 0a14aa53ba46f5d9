{#-
    The day of the site's clock (var `site_time_zone`) on which an instant falls. The answer depends
    on that var alone, not on the time zone of the session or the machine.
-#}

{% macro local_date(milliseconds) -%}
    {{ return(adapter.dispatch('local_date')(milliseconds)) }}
{%- endmacro %}

{% macro default__local_date(milliseconds) -%}
    cast(from_utc_timestamp({{ timestamp_from_ms(milliseconds) }}, '{{ var("site_time_zone") }}') as date)
{%- endmacro %}

{% macro duckdb__local_date(milliseconds) -%}
    {%- if var('site_time_zone') == 'UTC' -%}
    cast({{ timestamp_from_ms(milliseconds) }} as date)
    {%- else -%}
    cast(
        ({{ timestamp_from_ms(milliseconds) }} at time zone 'UTC')
        at time zone '{{ var("site_time_zone") }}' as date
    )
    {%- endif -%}
{%- endmacro %}
