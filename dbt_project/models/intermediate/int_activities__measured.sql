{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'activity_number = 1'
) -%}
{%- set fill_ms = milliseconds_of('window_fill_s') %}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select
        samples.session_key,
        samples.sequence_number,
        samples.sampled_at_ms,
        samples.gap_before_ms,
        samples.gap_after_ms,
        samples.height_m,
        samples.height_change_m,
        samples.speed_kmh,
        samples.is_span_start,
        -- Off duty, moving, and what is known, as one number: it is compared as a whole.
        cast(samples.is_on_duty is false as integer)
        + 2 * cast(
            samples.is_on_duty is not false
            and coalesce(samples.speed_kmh >= {{ checked_var('standing_below_kmh') }}, false)
            as integer
        )
        + 4 * cast(samples.height_m is not null as integer)
        + 8 * cast(samples.speed_kmh is not null as integer)
        + 16 * cast(samples.latitude is not null and samples.longitude is not null as integer)
            as condition_code
    from {{ ref('int_samples__sequenced') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where
        -- The others, off duty, have a sequence of their own beside this one.
        samples.is_judged
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

-- Whole micrometres: a sum of them is the same in any order.
moved as (

    select
        *,
        cast(coalesce(
            round(speed_kmh * {{ observed_of('gap_after_ms') }} * 1000 / 3.6), 0
        ) as bigint) as distance_um
    from samples

),

neighbours as (

    select
        *,
        lag(condition_code) over in_order as previous_condition_code,
        lead(height_change_m) over in_order as height_change_after_m,
        sum(distance_um) over in_order - distance_um as distance_before_um
    from moved
    window
        in_order as (
            partition by session_key
            order by sequence_number
            rows between unbounded preceding and current row
        )

),

-- What changes between two of these rows is the same for all samples between them. A sample that
-- lasts beyond its hour is on its own, so that it can be cut there.
starts as (

    select
        *,
        {{ fork_direction('height_change_after_m', 'gap_after_ms') }} as fork_direction
    from neighbours
    where
        is_span_start
        or gap_before_ms is null
        or gap_after_ms is null
        or condition_code <> previous_condition_code
        or gap_before_ms > {{ observed_of('gap_before_ms') }}
        or {{ hour_number('sampled_at_ms') }}
        <> {{ hour_number('sampled_at_ms - gap_before_ms') }}
        or {{ hour_number('sampled_at_ms') }}
        <> {{ hour_number('sampled_at_ms + gap_after_ms') }}
        or {{ fork_direction('height_change_after_m', 'gap_after_ms') }}
        <> {{ fork_direction('height_change_m', 'gap_before_ms') }}

),

measured as (

    select
        session_key,
        sequence_number,
        sampled_at_ms as started_at_ms,
        -- Until the sample before the next start ends; the last one is a point in time.
        coalesce(
            lead(sampled_at_ms - gap_before_ms + {{ observed_of('gap_before_ms') }}) over in_order,
            sampled_at_ms
        ) as observed_until_ms,
        coalesce(
            lead(
                sampled_at_ms - gap_before_ms + least(gap_before_ms, {{ fill_ms }})
            ) over in_order,
            sampled_at_ms
        ) as until_ms,
        condition_code,
        fork_direction,
        coalesce(lead(distance_before_um) over in_order - distance_before_um, 0) as distance_um,
        lead(height_m) over in_order - height_m as height_change_m,
        coalesce(lead(sequence_number) over in_order, sequence_number + 1) - sequence_number
            as sample_count
    from starts
    window in_order as (partition by session_key order by sequence_number)

),

spread as (

    select
        *,
        {{ hour_number('started_at_ms') }} as first_hour_number,
        {{ each_integer(
            hour_number('started_at_ms'), hour_number('greatest(started_at_ms, until_ms - 1)')
        ) }} as hour_number
    from measured

),

pieces as (

    select
        *,
        hour_number = first_hour_number as is_first_piece,
        greatest(started_at_ms, hour_number * 3600000) as from_ms,
        least(until_ms, (hour_number + 1) * 3600000) as piece_until_ms,
        least(
            greatest(observed_until_ms, hour_number * 3600000), (hour_number + 1) * 3600000
        ) as piece_observed_until_ms
    from spread

),

spans as (

    select
        spans.session_key,
        spans.session_version,
        spans.vehicle_id,
        spans.first_sequence_number,
        spans.is_loaded,
        spans.is_carrying
    from {{ ref('int_spans__debounced') }} as spans
    inner join sessions on spans.session_key = sessions.session_key
    where spans.is_judged

)

select
    pieces.session_key,
    spans.session_version,
    spans.vehicle_id,
    row_number() over in_session as activity_number,
    pieces.hour_number,
    coalesce(lag(pieces.hour_number) over in_session <> pieces.hour_number, true)
        as is_first_of_hour,
    pieces.from_ms as started_at_ms,
    pieces.piece_observed_until_ms - pieces.from_ms as observed_ms,
    pieces.piece_until_ms - pieces.piece_observed_until_ms as gap_ms,
    case
        when spans.is_carrying then 'loaded'
        when pieces.condition_code % 2 = 1 then 'off'
        when pieces.condition_code // 2 % 2 = 1 then 'empty'
        when pieces.fork_direction <> 0 then 'lifting'
        else 'idle'
    end as activity,
    spans.is_loaded as is_sensor_loaded,
    pieces.condition_code // 2 % 2 = 1 as is_moving,
    pieces.fork_direction,
    round(
        pieces.distance_um * coalesce({{ ratio(
            'pieces.piece_observed_until_ms - pieces.from_ms',
            '(pieces.observed_until_ms - pieces.started_at_ms)'
        ) }}, 1)
    ) / 1000000 as distance_m,
    case
        when pieces.fork_direction = 0 then null
        when pieces.is_first_piece then pieces.height_change_m
        else 0
    end as height_change_m,
    pieces.condition_code // 4 % 2 = 1 as has_height,
    pieces.condition_code // 8 % 2 = 1 as has_speed,
    pieces.condition_code // 16 % 2 = 1 as has_position,
    case when pieces.is_first_piece then pieces.sample_count else 0 end as sample_count,
    {{ code_version() }} as code_version
from {{ as_of_join(
    'pieces', 'spans', ['session_key'], 'sequence_number', 'first_sequence_number'
) }}
window
    in_session as (
        partition by pieces.session_key order by pieces.sequence_number, pieces.hour_number
    )
