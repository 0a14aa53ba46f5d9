{#- Time helpers that differ between warehouses. Milliseconds are since 1970-01-01 UTC. -#}

{% macro timestamp_from_ms(milliseconds) -%}
    {{ return(adapter.dispatch('timestamp_from_ms')(milliseconds)) }}
{%- endmacro %}

{% macro default__timestamp_from_ms(milliseconds) -%}
    timestamp_millis({{ milliseconds }})
{%- endmacro %}

{% macro duckdb__timestamp_from_ms(milliseconds) -%}
    make_timestamp_ms({{ milliseconds }})
{%- endmacro %}

{#- The last value before this row that is not null; `over (...)` follows. -#}
{% macro previous_known(expression) -%}
    {{ return(adapter.dispatch('previous_known')(expression)) }}
{%- endmacro %}

{% macro default__previous_known(expression) -%}
    lag({{ expression }}) ignore nulls
{%- endmacro %}

{% macro duckdb__previous_known(expression) -%}
    lag({{ expression }} ignore nulls)
{%- endmacro %}

{#-
    The clock of a time zone (an IANA name) at a UTC timestamp, and the other way round; neither
    depends on the time zone of the session. A local time that the clock skips counts as one after.
-#}
{% macro local_time(utc_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_time')(utc_timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__local_time(utc_timestamp, time_zone) -%}
    from_utc_timestamp({{ utc_timestamp }}, '{{ time_zone }}')
{%- endmacro %}

{% macro duckdb__local_time(utc_timestamp, time_zone) -%}
    {%- if time_zone == 'UTC' -%} {{ return(utc_timestamp) }} {%- endif -%}
    timezone('{{ time_zone }}', timezone('UTC', {{ utc_timestamp }}))
{%- endmacro %}

{% macro utc_time(local_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('utc_time')(local_timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__utc_time(local_timestamp, time_zone) -%}
    to_utc_timestamp({{ local_timestamp }}, '{{ time_zone }}')
{%- endmacro %}

{% macro duckdb__utc_time(local_timestamp, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone }}', {{ local_timestamp }}))
{%- endmacro %}

{#- 1 for Monday to 7 for Sunday. -#}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday')(date)) }}
{%- endmacro %}

{% macro default__iso_weekday(date) -%}
    extract(dayofweek_iso from {{ date }})
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    cast(isodow({{ date }}) as integer)
{%- endmacro %}

{#- The date some days after another one, or before it when they are below 0. -#}
{% macro days_after(date, days) -%}
    {{ return(adapter.dispatch('days_after')(date, days)) }}
{%- endmacro %}

{% macro default__days_after(date, days) -%}
    date_add({{ date }}, {{ days }})
{%- endmacro %}

{% macro duckdb__days_after(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{#- Whole days from one date to another. -#}
{% macro days_between(first_date, last_date) -%}
    {{ return(adapter.dispatch('days_between')(first_date, last_date)) }}
{%- endmacro %}

{% macro default__days_between(first_date, last_date) -%}
    datediff({{ last_date }}, {{ first_date }})
{%- endmacro %}

{% macro duckdb__days_between(first_date, last_date) -%}
    ({{ last_date }} - {{ first_date }})
{%- endmacro %}

{#- Hours from one timestamp to another, with fractions. -#}
{% macro hours_between(first_timestamp, last_timestamp) -%}
    {{ return(adapter.dispatch('hours_between')(first_timestamp, last_timestamp)) }}
{%- endmacro %}

{% macro default__hours_between(first_timestamp, last_timestamp) -%}
    (unix_timestamp({{ last_timestamp }}) - unix_timestamp({{ first_timestamp }})) / 3600.0
{%- endmacro %}

{% macro duckdb__hours_between(first_timestamp, last_timestamp) -%}
    (epoch({{ last_timestamp }}) - epoch({{ first_timestamp }})) / 3600.0
{%- endmacro %}

{#- Seconds from one timestamp to another, to the millisecond. -#}
{% macro seconds_between(first_timestamp, last_timestamp) -%}
    {{ return(adapter.dispatch('seconds_between')(first_timestamp, last_timestamp)) }}
{%- endmacro %}

{% macro default__seconds_between(first_timestamp, last_timestamp) -%}
    (unix_millis({{ last_timestamp }}) - unix_millis({{ first_timestamp }})) / 1000.0
{%- endmacro %}

{% macro duckdb__seconds_between(first_timestamp, last_timestamp) -%}
    (epoch_ms({{ last_timestamp }}) - epoch_ms({{ first_timestamp }})) / 1000.0
{%- endmacro %}

{#- The year that the ISO week of a date belongs to. -#}
{% macro iso_year(date) -%}
    {{ return(adapter.dispatch('iso_year')(date)) }}
{%- endmacro %}

{% macro default__iso_year(date) -%}
    extract(yearofweek from {{ date }})
{%- endmacro %}

{% macro duckdb__iso_year(date) -%}
    isoyear({{ date }})
{%- endmacro %}
