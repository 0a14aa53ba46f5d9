{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(
        ref('int_sessions__debounced'), ['session_key'], 'session_version', 'activity_number = 1'
    ) }}",
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'activity_number = 1'
) -%}
{%- set fill_ms = var('window_fill_s') * 1000 %}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select
        samples.session_key,
        samples.sequence_number,
        samples.sampled_at_ms,
        -- A sample holds until the next one in its session; the last one is a point in time.
        samples.sampled_at_ms + least(coalesce(samples.gap_after_ms, 0), {{ fill_ms }}) as until_ms,
        samples.sampled_at_ms + least(
            {{ capped('coalesce(samples.gap_after_ms, 0)', 'max_sample_gap_s', 1000) }},
            {{ fill_ms }}
        ) as observed_until_ms,
        samples.gap_before_ms,
        samples.gap_after_ms,
        samples.height_m,
        samples.height_change_m,
        samples.speed_kmh,
        samples.is_on_duty is false as is_off,
        samples.is_on_duty is not false
        and coalesce(samples.speed_kmh >= {{ var('standing_below_kmh') }}, false) as is_moving,
        samples.height_m is not null as has_height,
        samples.latitude is not null and samples.longitude is not null as has_position,
        samples.is_span_start
    from {{ ref('int_samples__sequenced') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where
        -- The others, off duty, have a sequence of their own beside this one.
        samples.is_judged
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

spread as (

    select
        *,
        {{ hour_number('sampled_at_ms') }} as first_hour_number,
        {{ each_integer(
            hour_number('sampled_at_ms'), hour_number('greatest(sampled_at_ms, until_ms - 1)')
        ) }} as hour_number
    from samples

),

-- A sample that lasts beyond its hour goes on in the next one, as a piece that is no sample.
pieces as (

    select
        *,
        hour_number = first_hour_number as is_sample,
        greatest(sampled_at_ms, hour_number * 3600000) as from_ms,
        least(until_ms, (hour_number + 1) * 3600000) as piece_until_ms,
        least(
            greatest(observed_until_ms, hour_number * 3600000), (hour_number + 1) * 3600000
        ) as piece_observed_until_ms
    from spread

),

-- Whole micrometres: a sum of them is the same in any order.
moved as (

    select
        *,
        cast(is_off as integer) + 2 * cast(is_moving as integer)
        + 4 * cast(has_height as integer) + 8 * cast(has_position as integer) as condition,
        cast(coalesce(
            round(speed_kmh * (piece_observed_until_ms - from_ms) * 1000 / 3.6), 0
        ) as bigint) as distance_um
    from pieces

),

neighbours as (

    select
        session_key,
        sequence_number,
        is_sample,
        hour_number,
        from_ms,
        gap_before_ms,
        gap_after_ms,
        height_m,
        height_change_m,
        is_off,
        is_moving,
        has_height,
        has_position,
        condition,
        is_span_start,
        -- Of a sample cut by the hour, the rest of it follows before the next sample does.
        case
            when until_ms > piece_until_ms then lead(height_change_m, 2) over in_order
            else lead(height_change_m) over in_order
        end as height_change_after_m,
        lag(condition) over in_order as previous_condition,
        lag(hour_number) over in_order as previous_hour_number,
        coalesce(from_ms - lag(piece_observed_until_ms) over in_order, 0) as unobserved_before_ms,
        coalesce(
            lag(piece_until_ms) over in_order - lag(piece_observed_until_ms) over in_order, 0
        ) as gap_time_before_ms,
        sum(distance_um) over in_order - distance_um as distance_before_um
    from moved
    window
        in_order as (
            partition by session_key
            order by sequence_number, hour_number
            rows between unbounded preceding and current row
        )

),

-- What changes between two of these rows is the same for all samples between them.
starts as (

    select
        *,
        {{ fork_direction('height_change_after_m', 'gap_after_ms') }} as fork_direction
    from neighbours
    where
        not is_sample
        or is_span_start
        or gap_after_ms is null
        or previous_hour_number is null
        or hour_number <> previous_hour_number
        or unobserved_before_ms > 0
        or condition <> previous_condition
        or {{ fork_direction('height_change_after_m', 'gap_after_ms') }}
        <> {{ fork_direction('height_change_m', 'gap_before_ms') }}

),

measured as (

    select
        session_key,
        sequence_number,
        row_number() over in_order as activity_number,
        hour_number,
        from_ms as started_at_ms,
        coalesce(lead(from_ms - unobserved_before_ms) over in_order, from_ms) - from_ms
            as observed_ms,
        coalesce(lead(gap_time_before_ms) over in_order, 0) as gap_ms,
        is_off,
        is_moving,
        has_height,
        has_position,
        fork_direction,
        coalesce(lead(distance_before_um) over in_order - distance_before_um, 0) as distance_um,
        case when fork_direction <> 0 then lead(height_m) over in_order - height_m end
            as height_change_m,
        -- The rest of a sample cut by the hour is not counted again.
        coalesce(
            lead(sequence_number - cast(is_sample as integer)) over in_order, sequence_number
        ) - sequence_number + cast(is_sample as integer) as sample_count
    from starts
    window in_order as (partition by session_key order by sequence_number, hour_number)

),

spans as (

    select
        spans.session_key,
        spans.session_version,
        spans.vehicle_id,
        spans.first_sequence_number,
        spans.is_carrying
    from {{ ref('int_spans__debounced') }} as spans
    inner join sessions on spans.session_key = sessions.session_key
    where spans.is_judged

)

select
    measured.session_key,
    spans.session_version,
    spans.vehicle_id,
    measured.activity_number,
    measured.hour_number,
    measured.started_at_ms,
    measured.observed_ms,
    measured.gap_ms,
    case
        when spans.is_carrying then 'loaded'
        when measured.is_off then 'off'
        when measured.is_moving then 'empty'
        when measured.fork_direction <> 0 then 'lifting'
        else 'idle'
    end as activity,
    measured.is_moving,
    measured.fork_direction,
    cast(measured.distance_um as double) / 1000000 as distance_m,
    measured.height_change_m,
    measured.has_height,
    measured.has_position,
    measured.sample_count,
    {{ code_version() }} as code_version
from {{ as_of_join(
    'measured', 'spans', ['session_key'], 'sequence_number', 'first_sequence_number'
) }}
