{%- set method = checked_var('height_method') -%}

with units as (

    select
        *,
        height_p99 - height_p01 as height_range,
        fractional_height_count / nullif(on_duty_nonzero_height_count, 0) as fractional_share,
        nonzero_height_count / nullif(height_count, 0) as nonzero_share
    from {{ ref('int_units__profiled') }}

),

overrides as (

    select * from {{ ref('vehicle_overrides') }}

),

classified as (

    select
        *,
        case
            {% if checked_var('forklift_min_nonzero_share') is none -%}
            when nonzero_height_count > 0 then 'forklift'
            {%- else -%}
            when nonzero_share >= {{ checked_var('forklift_min_nonzero_share') }} then 'forklift'
            {%- endif %}
            else 'truck'
        end as vehicle_class
    from units

),

{% if method == 'calibrate' -%}
recognised as (

    select
        *,
        -- Whole numbers are a unit finer than a metre; numbers of both kinds are two units.
        case
            when vehicle_class = 'truck' then 'absent'
            when height_range < {{ checked_var('height_stuck_range') }} then 'stuck'
            when fractional_share between 0.1 and 0.9 and height_p99 > 100 then 'mixed_units'
            when
                height_p99 <= {{ checked_var('height_plausible_max_m') }}
                and height_p01 >= -{{ checked_var('height_plausible_max_m') }}
                then 'metres'
            when height_p01 > 0.2 * height_range then 'counts'
            when height_p99 <= 100 * {{ checked_var('height_plausible_max_m') }} then 'centimetres'
            when height_p99 <= 1000 * {{ checked_var('height_plausible_max_m') }} then 'millimetres'
            else 'implausible'
        end as height_status
    from classified

),

overridden as (

    select
        recognised.unit_id,
        recognised.vehicle_id,
        recognised.vehicle_class,
        recognised.height_p01,
        recognised.height_p99,
        recognised.height_range,
        coalesce(overrides.height_status, recognised.height_status) as height_status,
        overrides.height_offset_reported as given_offset,
        overrides.metres_per_unit as given_metres_per_unit
    from recognised
    left join overrides on recognised.vehicle_id = overrides.vehicle_id

),

calibrated as (

    select
        *,
        coalesce(
            given_offset,
            case
                when height_status = 'counts' then height_p01
                when
                    height_status = 'metres'
                    and height_p01 > {{ checked_var('height_offset_from_m') }}
                    then height_p01
                else 0.0
            end
        ) as height_offset_reported,
        coalesce(
            given_metres_per_unit,
            case height_status
                when 'metres' then 1.0
                when 'mixed_units' then 1.0
                when 'centimetres' then 0.01
                when 'millimetres' then 0.001
                when 'counts'
                    then {{ checked_var('counts_full_lift_m') }} / {{ two_digits('height_range') }}
            end
        ) as metres_per_unit
    from overridden

)
{%- else -%}
overridden as (

    select
        *,
        '{{ method }}' as height_status,
        coalesce({{ number_or_null(checked_var('height_scale_min')) }}, lowest_height)
            as scale_min,
        coalesce({{ number_or_null(checked_var('height_scale_max')) }}, highest_height)
            as scale_max
    from classified

),

calibrated as (

    select
        *,
        {% if method == 'scale' -%}
        scale_min as height_offset_reported,
        case
            when vehicle_class = 'truck' then null
            when scale_max > scale_min then scale_max - scale_min
            when height_count > 0 then cast({{ fail(
                "'" ~ carry_unit_column() ~ " ' || unit_id || ': every height is '"
                ~ " || cast(scale_min as varchar) || ', which cannot be scaled;"
                ~ " set var height_method to clip, drop or calibrate'"
            ) }} as double)
        end as reported_range
        {%- else -%}
        0.0 as height_offset_reported,
        null as reported_range
        {%- endif %}
    from overridden

)
{%- endif %}

select
    unit_id,
    vehicle_id,
    vehicle_class,
    height_status,
    cast(height_offset_reported as double) as height_offset_reported,
    {% if method == 'calibrate' -%}
    cast(metres_per_unit as double)
    {%- else -%}
    cast({{ checked_var('height_max_m') }} / reported_range as double)
    {%- endif %} as metres_per_unit,
    {% if method == 'calibrate' -%}
    -- Up to the next half metre: a limit that moved a little every day would change all samples.
    least(
        {{ checked_var('height_plausible_max_m') }},
        ceil(2 * (
            {{ checked_var('height_spike_factor') }}
            * (case when height_status = 'mixed_units' then 0.001 else metres_per_unit end)
            * (height_p99 - height_offset_reported)
            + 0.5
        )) / 2
    )
    {%- else -%}
    cast(null as double)
    {%- endif %} as height_plausible_max_m,
    {% if method == 'calibrate' -%}
    cast(null as double)
    {%- else -%}
    cast(reported_range as double)
    {%- endif %} as reported_range
from calibrated
