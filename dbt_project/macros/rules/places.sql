{#- Where something is on the site, in metres and in cells of a fixed grid. -#}

{#- Metres north of the equator, and east of Greenwich on the latitude of the whole degree's middle. -#}
{% macro metres_north(latitude) -%}
    {{ latitude }} * 111320.0
{%- endmacro %}

{% macro metres_east(latitude, longitude) -%}
    {{ longitude }} * 111320.0 * cos(radians(floor({{ latitude }}) + 0.5))
{%- endmacro %}

{#- Name of the square of `zone_cell_m` that a position lies in; null without a position. -#}
{% macro cell_id(latitude, longitude) -%}
    {%- set side_m = checked_var('zone_cell_m') -%}
    'cell ' || cast(floor({{ metres_north(latitude) }} / {{ side_m }}) as bigint)
    || ' ' || cast(floor({{ metres_east(latitude, longitude) }} / {{ side_m }}) as bigint)
{%- endmacro %}

{#- Metres between two positions that are near each other, as on a site. -#}
{% macro metres_apart(latitude, longitude, other_latitude, other_longitude) -%}
    sqrt(
        power(({{ latitude }} - {{ other_latitude }}) * 111320.0, 2)
        + power(
            ({{ longitude }} - {{ other_longitude }}) * 111320.0
            * cos(radians({{ other_latitude }})), 2
        )
    )
{%- endmacro %}
