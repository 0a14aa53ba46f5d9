-- Every vehicle, day, hour of the week and zone that a fact names is in its dimension. By file, a
-- row without a vehicle bears the name of its file; squares with few events are no zones yet.
{{ config(meta={'dagster': {'ref': {'name': 'dim_vehicles'}}}) }}
{%- set facts = {
    'fct_vehicle_hours': ['vehicle_id', 'local_date', 'hour_of_week'],
    'fct_vehicle_days': ['vehicle_id', 'local_date'],
    'fct_site_hours': ['local_date', 'hour_of_week'],
    'fct_safety_daily': ['vehicle_id', 'local_date'],
    'fct_sensor_health_daily': ['vehicle_id', 'local_date'],
} -%}
{%- set facts_of_sessions = {
    'fct_carry_segments': ['vehicle_id'],
    'fct_load_cycles': [
        'vehicle_id', 'local_date', 'hour_of_week', 'pick_up_zone_id', 'set_down_zone_id',
    ],
    'fct_safety_events': ['vehicle_id', 'local_date', 'hour_of_week'],
    'feat_carry_windows': ['vehicle_id'],
} -%}
{%- set dimensions = {
    'vehicle_id': 'dim_vehicles',
    'local_date': 'dim_date',
    'hour_of_week': 'dim_time',
    'zone_id': 'dim_zones',
} -%}
{%- set scope = untested('session_key') -%}
{%- set by_file = checked_var('carry_unit') == 'file' %}

with named as (

    {% for fact, keys in (facts | items | list) + (facts_of_sessions | items | list) -%}
    {%- set fact_number = loop.index -%}
    {% for key in keys -%}
    {{ 'union all' if fact_number + loop.index > 2 }}
    select distinct
        '{{ fact }}' as fact,
        '{{ 'zone_id' if key.endswith('zone_id') else key }}' as dimension,
        cast({{ key }} as varchar) as named_key
    from {{ ref(fact) }}
    where
        {{ 'not' if by_file and key == 'vehicle_id' }} true
        and {{ scope if fact in facts_of_sessions else 'true' }}
    {% endfor -%}
    {% endfor %}
),

known as (

    {% for key, dimension in dimensions | items -%}
    {{ 'union all' if not loop.first }}
    select
        '{{ key }}' as dimension,
        cast({{ key }} as varchar) as known_key
    from {{ ref(dimension) }}
    {% endfor -%}

)

select
    named.fact,
    named.dimension,
    named.named_key
from named
left join known on named.dimension = known.dimension and named.named_key = known.known_key
where
    named.named_key is not null
    and known.known_key is null
    and not (named.dimension = 'zone_id' and named.named_key like 'cell %')
