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
    A slot is as long as `session_gap_s`: no two samples in it are further apart, so that a slot
    lies in one session as a whole.
-#}
{% macro slot_number(milliseconds) -%}
    {%- if checked_var('session_gap_s') is none -%} 0
    {%- else -%} cast(floor({{ milliseconds }} / {{ milliseconds_of('session_gap_s') }}.0) as bigint)
    {%- endif -%}
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
