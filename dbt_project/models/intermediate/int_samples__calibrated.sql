{%- set method = chosen('height_method', ['calibrate', 'scale', 'clip', 'drop']) -%}
{%- set missing = '0' if var('missing_counts_as_zero') else 'null' -%}

with samples as (

    select * from {{ ref('stg_telemetry__samples') }}
    where drop_rule is null and sampled_at_ms is not null

),

units as (

    select * from {{ ref('int_units__calibrated') }}
    {% if var('forklifts_only') -%}
    where vehicle_class = 'forklift'
    {%- endif %}

),

measured as (

    select
        samples.object_id,
        samples.file_order,
        samples.row_number,
        samples.unit_id,
        samples.vehicle_id,
        samples.sampled_at_ms,
        samples.on_duty_reported,
        samples.speed_kmh,
        {% if method == 'calibrate' -%}
        units.height_status,
        units.height_plausible_max_m,
        (samples.height_reported - units.height_offset_reported) * units.metres_per_unit
        * case
            when
                units.height_status = 'mixed_units'
                and samples.height_reported > {{ var('height_plausible_max_m') }}
                then 0.001
            else 1.0
        end as height_m,
        {%- elif method == 'scale' -%}
        least(
            greatest(
                (samples.height_reported - units.height_offset_reported) / units.reported_range,
                0.0
            ),
            1.0
        ) * {{ var('height_max_m') }} as height_m,
        {%- elif method == 'clip' -%}
        least(greatest(samples.height_reported, 0.0), {{ var('height_max_m') }}) as height_m,
        {%- else -%}
        samples.height_reported as height_m,
        {%- endif %}
        {% if var('load_sentinel_below') is none -%}
        samples.load_reported
        {%- else -%}
        case
            when samples.load_reported >= {{ var('load_sentinel_below') }}
                then samples.load_reported
        end
        {%- endif %} as load_signal,
        case
            when
                abs(samples.latitude) <= 90 and abs(samples.longitude) <= 180
                and not (samples.latitude = 0 and samples.longitude = 0)
                then samples.latitude
        end as latitude,
        case
            when
                abs(samples.latitude) <= 90 and abs(samples.longitude) <= 180
                and not (samples.latitude = 0 and samples.longitude = 0)
                then samples.longitude
        end as longitude
    from samples
    inner join units on samples.unit_id = units.unit_id
    {% if method in ('scale', 'clip') -%}
    where samples.height_reported is not null
    {%- elif method == 'drop' -%}
    where samples.height_reported between 0.0 and {{ var('height_max_m') }}
    {%- endif %}

),

plausible as (

    select
        object_id,
        file_order,
        row_number,
        unit_id,
        vehicle_id,
        sampled_at_ms,
        {% if method == 'calibrate' -%}
        case
            when
                height_m between {{ var('height_plausible_min_m') }} and height_plausible_max_m
                and height_status not in ('absent', 'stuck', 'implausible')
                then height_m
        end
        {%- else -%}
        height_m
        {%- endif %} as height_m,
        speed_kmh,
        coalesce(on_duty_reported, {{ missing }}) > 0 as is_on_duty,
        load_signal,
        coalesce(load_signal, {{ missing }}) > {{ var('load_threshold') }} as is_loaded,
        latitude,
        longitude
    from measured

)

select
    object_id,
    file_order,
    row_number,
    unit_id,
    vehicle_id,
    sampled_at_ms,
    height_m,
    height_m > {{ var('forks_up_height_m') }} as is_forks_up,
    speed_kmh,
    is_on_duty,
    load_signal,
    is_loaded,
    latitude,
    longitude
from plausible
