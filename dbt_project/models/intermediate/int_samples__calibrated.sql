{%- set missing = '0' if checked_var('missing_counts_as_zero') else 'null' -%}

with samples as (

    select * from {{ ref('stg_telemetry__samples') }}
    where drop_rule is null and sampled_at_ms is not null

),

units as (

    select * from {{ ref('int_units__calibrated') }}
    {% if checked_var('forklifts_only') -%}
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
        units.height_status,
        units.height_plausible_max_m,
        {{ height_in_metres('samples.height_reported', 'units') }} as height_m,
        {{ load_signal('samples.load_reported') }} as load_signal,
        abs(samples.latitude) <= 90 and abs(samples.longitude) <= 180
        and not (samples.latitude = 0 and samples.longitude = 0) as is_on_earth,
        samples.latitude,
        samples.longitude
    from samples
    inner join units on samples.unit_id = units.unit_id
    where {{ height_is_used('samples.height_reported') }}

),

plausible as (

    select
        object_id,
        file_order,
        row_number,
        unit_id,
        vehicle_id,
        sampled_at_ms,
        {{ plausible_height('height_m') }} as height_m,
        case when abs(speed_kmh) <= {{ checked_var('speed_plausible_max_kmh') }} then speed_kmh end
            as speed_kmh,
        coalesce(on_duty_reported, {{ missing }}) > 0 as is_on_duty,
        load_signal,
        {{ is_loaded('load_signal') }} as is_loaded,
        case when is_on_earth then latitude end as latitude,
        case when is_on_earth then longitude end as longitude
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
    height_m > {{ checked_var('forks_up_height_m') }} as is_forks_up,
    speed_kmh,
    is_on_duty,
    load_signal,
    is_loaded,
    latitude,
    longitude
from plausible
