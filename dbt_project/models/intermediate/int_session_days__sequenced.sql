with slots as (

    select * from {{ ref('int_slots__measured') }}
    where sample_count > 0

),

-- What lies between two gaps of a day; what lies before the first may go on from the day before.
parts as (

    select
        unit_id,
        day_number,
        session_started_at_ms,
        sum(sample_count) as sample_count,
        min(first_sampled_at_ms) as first_sampled_at_ms,
        max(last_sampled_at_ms) as last_sampled_at_ms,
        max(highest_reported) as highest_reported,
        {{ combined_hash('content_hash') }} as content_hash
    from slots
    group by unit_id, day_number, session_started_at_ms

),

days as (

    select
        unit_id,
        day_number,
        min(first_sampled_at_ms) as first_sampled_at_ms,
        max(last_sampled_at_ms) as last_sampled_at_ms,
        max(session_started_at_ms) as last_started_at_ms
    from parts
    group by unit_id, day_number

),

edges as (

    select
        *,
        case
            when
                lag(last_sampled_at_ms) over in_order is null
                or {{ exceeds(
                    'first_sampled_at_ms - lag(last_sampled_at_ms) over in_order',
                    milliseconds_of('session_gap_s')
                ) }}
                then first_sampled_at_ms
        end as started_at_ms
    from days
    window in_order as (partition by unit_id order by day_number)

),

opened as (

    select
        unit_id,
        day_number,
        coalesce(
            started_at_ms,
            max(coalesce(last_started_at_ms, started_at_ms)) over (
                partition by unit_id
                order by day_number
                rows between unbounded preceding and 1 preceding
            )
        ) as session_started_at_ms
    from edges

),

sequenced as (

    select
        parts.unit_id,
        parts.day_number,
        coalesce(parts.session_started_at_ms, opened.session_started_at_ms)
            as session_started_at_ms,
        parts.last_sampled_at_ms,
        parts.sample_count,
        parts.highest_reported,
        parts.content_hash
    from parts
    inner join opened
        on parts.unit_id = opened.unit_id and parts.day_number = opened.day_number

)

select
    {{ session_key('unit_id', 'session_started_at_ms') }} as session_key,
    *
from sequenced
