{#-
    Fixed cells of time that the work is shared out by. Without sessions (`session_gap_s` null) a
    unit is one cell, as nothing in it stands alone.
-#}

{#- The UTC day of a reading, from 1970; readings without time come after all others. -#}
{% macro day_number(milliseconds) -%}
    {%- if checked_var('session_gap_s') is none -%} 0
    {%- else -%} coalesce(cast(floor({{ milliseconds }} / 86400000.0) as bigint), 99999999)
    {%- endif -%}
{%- endmacro %}

{#-
    A slot is at most as long as `session_gap_s`: no two samples in it are further apart, so that it
    lies in one session as a whole. And it lies in one hour.
-#}
{% macro slot_number(milliseconds) -%}
    {%- if checked_var('session_gap_s') is none -%} 0
    {%- else -%} cast(floor({{ milliseconds }} / {{ slot_ms() }}.0) as bigint)
    {%- endif -%}
{%- endmacro %}

{#-
    The longest part of an hour, in whole milliseconds, that is no longer than `session_gap_s`; of a
    second it is one of 3600 parts.
-#}
{% macro slot_ms() -%}
    {%- set fewest = (3600000 / milliseconds_of('session_gap_s')) | round(0, 'ceil') | int -%}
    {%- for parts in range(fewest, 3601) if 3600000 % parts == 0 -%}
        {{ return(3600000 // parts) }}
    {%- endfor -%}
{%- endmacro %}

{#- Five minutes of the clock, in which a vehicle has few carries: samples find theirs by it. -#}
{% macro stretch_number(milliseconds) -%}
    cast(floor({{ milliseconds }} / 300000.0) as bigint)
{%- endmacro %}

{#- The UTC timestamp at which a feature window starts, by its number from 1970. -#}
{% macro window_start(window_number) -%}
    {{ timestamp_from_ms(window_number ~ ' * ' ~ milliseconds_of('window_s')) }}
{%- endmacro %}

{#-
    The number of a session, from its id. The second that it starts in comes first, as sessions of a
    day then lie in a narrow range, and what holds no number of that range need not be read; 31 bits
    of a hash tell those of one second apart.
-#}
{% macro session_key(unit_id, started_at_ms) -%}
    cast(greatest(0, least(4294967295, floor({{ started_at_ms }} / 1000.0))) as bigint) * 2147483648
    + {{ text_key(unit_id ~ " || '@' || " ~ started_at_ms) }} % 2147483648
{%- endmacro %}

{#- The UTC hour of a point in time, from 1970. -#}
{% macro hour_number(milliseconds) -%}
    cast(floor(({{ milliseconds }}) / 3600000.0) as bigint)
{%- endmacro %}

{#- The day of the site's clock on which a point in time falls. -#}
{% macro local_date(milliseconds) -%}
    cast({{ local_time(timestamp_from_ms(milliseconds), checked_var('site_time_zone')) }} as date)
{%- endmacro %}

{#- Hours since Monday 00:00 by the site's clock at a UTC timestamp, 0 .. 167. -#}
{% macro hour_of_week(utc_timestamp) -%}
    {%- set clock = local_time(utc_timestamp, checked_var('site_time_zone')) -%}
    cast(
        ({{ iso_weekday(clock) }} - 1) * 24 + extract(hour from {{ clock }}) as integer
    )
{%- endmacro %}

{#-
    The clock of the site at a UTC timestamp in seconds after midnight of a day: 08:00 is 28800, also
    on days on which clocks are changed; beyond 86400 it is the next day.
-#}
{% macro seconds_of_day(utc_timestamp, local_date) -%}
    cast({{ seconds_between(
        'cast(' ~ local_date ~ ' as timestamp)', local_time(utc_timestamp, checked_var('site_time_zone'))
    ) }} as double)
{%- endmacro %}
