{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'run_number = 1'
) -%}

with sessions as (

    select * from {{ missing }}

),

spans as (

    select
        spans.*,
        -- Whole or half milliseconds: a sum of them is the same in any order.
        round(spans.duration_s * 2000) / 2 as duration_ms,
        spans.started_at_ms + greatest(
            cast(ceil(round(spans.duration_s * 2000) / 2) as bigint) - 1, 0
        ) as last_ms
    from {{ ref('int_spans__debounced') }} as spans
    inner join sessions on spans.session_key = sessions.session_key
    where spans.is_judged

),

edges as (

    select
        *,
        case
            when (is_loaded is not distinct from lag(is_loaded) over in_session) then 0
            else 1
        end as is_run_start,
        {{ local_date('started_at_ms') }} as first_date,
        {{ local_date('last_ms') }} as last_date
    from spans
    window in_session as (partition by session_key order by span_number)

),

numbered as (

    select
        *,
        count(case when span_number = 1 or is_run_start = 1 then 1 end) over (
            partition by session_key
            order by span_number
            rows between unbounded preceding and current row
        ) as run_number
    from edges

),

-- What reaches into another day is cut at quarters of an hour, where days of any zone begin.
spread as (

    select
        *,
        {{ each_integer(
            'started_at_ms // 900000',
            'case when first_date = last_date then started_at_ms else last_ms end // 900000'
        ) }} as quarter_number
    from numbered

),

pieces as (

    select
        *,
        case
            when first_date = last_date then first_date
            else {{ local_date('quarter_number * 900000') }}
        end as local_date,
        case
            when first_date = last_date then duration_ms
            else
                least(started_at_ms + duration_ms, (quarter_number + 1) * 900000)
                - greatest(started_at_ms, quarter_number * 900000)
        end as piece_ms
    from spread

),

days as (

    select
        session_key,
        session_version,
        vehicle_id,
        run_number,
        is_loaded,
        local_date,
        min(started_at_ms) as started_at_ms,
        min(first_sequence_number) as first_sequence_number,
        sum(piece_ms) as day_ms
    from pieces
    group by session_key, session_version, vehicle_id, run_number, is_loaded, local_date

),

runs as (

    select
        session_key,
        vehicle_id,
        run_number,
        is_loaded,
        min(local_date) as first_date,
        min(first_sequence_number) as first_sequence_number,
        sum(day_ms) as run_ms
    from days
    group by session_key, vehicle_id, run_number, is_loaded

),

toggles as (

    select
        *,
        coalesce(is_loaded <> {{ previous_known('is_loaded') }} over in_session, false)
            as is_toggle,
        coalesce(
            not is_loaded
            and lag(is_loaded) over in_session
            and lead(is_loaded) over in_session
            and run_ms < {{ milliseconds_of('health_break_s') }},
            false
        ) as is_break
    from runs
    window in_session as (partition by session_key order by run_number, vehicle_id)

),

in_context as (

    select
        *,
        is_break or coalesce(lag(is_break) over in_session, false) as is_beside_break
    from toggles
    window in_session as (partition by session_key order by run_number, vehicle_id)

),

-- The samples around a toggle: does the vehicle move, and do its forks?
beside as (

    select
        session_key,
        first_sequence_number as toggle_number,
        {{ each_integer('first_sequence_number - 4', 'first_sequence_number + 4') }}
            as sequence_number
    from in_context
    where is_toggle

),

moving as (

    select
        beside.session_key,
        beside.toggle_number,
        max(
            case
                when beside.sequence_number in (beside.toggle_number - 1, beside.toggle_number)
                    then samples.speed_kmh
            end
        ) as speed_kmh,
        min(
            case
                when beside.sequence_number in (beside.toggle_number - 1, beside.toggle_number)
                    then samples.speed_kmh
            end
        ) as slowest_kmh,
        max(samples.height_m) - min(samples.height_m) as height_range_m
    from {{ ref('int_samples__sequenced') }} as samples
    inner join beside
        on
            samples.session_key = beside.session_key
            and samples.sequence_number = beside.sequence_number
    where
        samples.is_judged
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}
    group by beside.session_key, beside.toggle_number

)

select
    days.session_key,
    days.session_version,
    days.vehicle_id,
    days.run_number,
    days.local_date,
    days.is_loaded,
    days.day_ms,
    days.local_date = in_context.first_date as is_run_start,
    in_context.run_ms,
    in_context.is_toggle,
    in_context.is_toggle
    and coalesce(moving.speed_kmh > {{ checked_var('health_fast_flip_kmh') }}, false)
        as is_fast_flip,
    case
        when
            in_context.is_toggle
            and not in_context.is_beside_break
            and coalesce(moving.height_range_m, moving.slowest_kmh) is not null
            then
                coalesce(moving.height_range_m < {{ checked_var('health_still_forks_m') }}, false)
                or coalesce(moving.slowest_kmh > {{ checked_var('health_driving_kmh') }}, false)
    end as is_doubtful_toggle,
    in_context.is_break,
    {{ code_version() }} as code_version
from days
inner join in_context
    on
        days.session_key = in_context.session_key
        and days.vehicle_id = in_context.vehicle_id
        and days.run_number = in_context.run_number
left join moving
    on
        in_context.session_key = moving.session_key
        and in_context.first_sequence_number = moving.toggle_number
