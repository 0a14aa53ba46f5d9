{%- set counts = [
    'reading_count', 'sample_count', 'exact_duplicate_count', 'redundant_off_duty_count',
    'vehicle_missing_count', 'timestamp_missing_count', 'timestamp_not_a_number_count',
    'timestamp_impossible_count',
] -%}
{%- set bad_counts = [
    'unreadable_count', 'vehicle_missing_count', 'timestamp_missing_count',
    'timestamp_not_a_number_count', 'timestamp_impossible_count',
] %}

with timed as (

    select
        *,
        {% if checked_var('session_gap_s') is none -%}
        cast(null as double) as started_at_ms
        {%- else -%}
        -- A double, as the start of an impossible slot may lie beyond all integers.
        cast(slot_number as double) * {{ slot_ms() }} as started_at_ms
        {%- endif %}
    from {{ ref('int_slots__measured') }}

),

slots as (

    select
        *,
        case
            when started_at_ms < {{ checked_var('timestamp_min_ms') }} then null
            when started_at_ms > {{ checked_var('timestamp_max_ms') }} then null
            else {{ hour_number('started_at_ms') }}
        end as hour_number
    from timed

),

-- Hours first: they are few, and each has one date.
slot_hours as (

    select
        unit_id,
        hour_number,
        {% for column in counts -%}
        sum({{ column }}) as {{ column }},
        {% endfor -%}
        0 as unreadable_count
    from slots
    group by unit_id, hour_number

),

vehicles as (

    select
        unit_id,
        min(vehicle_id) as vehicle_id
    from {{ ref('int_vehicles__counted') }}
    group by unit_id

),

dated as (

    select
        vehicles.vehicle_id,
        cast({{ local_time(
            timestamp_from_ms('slot_hours.hour_number * 3600000'), checked_var('site_time_zone')
        ) }} as date) as local_date,
        {% for column in counts -%}
        slot_hours.{{ column }},
        {% endfor -%}
        slot_hours.unreadable_count
    from slot_hours
    left join vehicles on slot_hours.unit_id = vehicles.unit_id

),

objects as (

    select * from {{ ref('stg_telemetry__objects') }}

),

found_in_objects as (

    select
        object_id,
        sum(reading_count) as reading_count
    from {{ ref('stg_telemetry__object_days') }}
    group by object_id

),

-- What no unit can be blamed for: lines that are no reading, and, where units are vehicles, those
-- that name none.
without_vehicle as (

    select
        sum(objects.rejected_row_count) as unreadable_count,
        sum(objects.loaded_row_count - coalesce(found_in_objects.reading_count, 0))
            as vehicle_missing_count
    from objects
    left join found_in_objects on objects.object_id = found_in_objects.object_id

),

readings as (

    select * from dated
    union all
    select
        null as vehicle_id,
        null as local_date,
        unreadable_count + vehicle_missing_count as reading_count,
        {% for column in counts if column != 'reading_count' -%}
        {{ '' if column == 'vehicle_missing_count' else '0 as ' }}{{ column }},
        {% endfor -%}
        unreadable_count
    from without_vehicle
    where unreadable_count + vehicle_missing_count > 0

),

counted as (

    select
        vehicle_id,
        local_date,
        {% for column in counts -%}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {% endfor -%}
        cast(sum(unreadable_count) as bigint) as unreadable_count
    from readings
    group by vehicle_id, local_date

),

-- Whole milliseconds: the sums are the same in any order of hours.
observed as (

    select
        vehicle_id,
        local_date,
        {% for column in [
            'observed', 'duty', 'gap', 'height_known', 'speed_known', 'position_known',
        ] -%}
        cast(sum(cast(round({{ column }}_s * 1000) as bigint)) as double) / 1000 as {{ column }}_s,
        {% endfor -%}
        cast(sum(gap_count) as bigint) as gap_count
    from {{ ref('fct_vehicle_hours') }}
    group by vehicle_id, local_date

)

select
    counted.vehicle_id,
    counted.local_date,
    counted.reading_count,
    counted.sample_count,
    counted.exact_duplicate_count,
    counted.redundant_off_duty_count,
    {% for column in bad_counts -%}
    counted.{{ column }},
    {% endfor -%}
    counted.{{ bad_counts | join(' + counted.') }} as bad_reading_count,
    coalesce(observed.observed_s, 0) as observed_s,
    coalesce(observed.duty_s, 0) as duty_s,
    coalesce(observed.gap_s, 0) as gap_s,
    coalesce(observed.gap_count, 0) as gap_count,
    coalesce(observed.height_known_s, 0) as height_known_s,
    coalesce(observed.speed_known_s, 0) as speed_known_s,
    coalesce(observed.position_known_s, 0) as position_known_s,
    {{ ratio('observed.duty_s', 'observed.duty_s + observed.gap_s') }} as coverage_share,
    {{ ratio('observed.height_known_s', 'observed.observed_s') }} as height_known_share,
    {{ ratio('observed.speed_known_s', 'observed.observed_s') }} as speed_known_share,
    {{ ratio('observed.position_known_s', 'observed.observed_s') }} as position_known_share
from counted
left join observed
    on
        counted.vehicle_id = observed.vehicle_id
        and counted.local_date = observed.local_date
