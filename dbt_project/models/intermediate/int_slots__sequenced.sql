with slots as (

    select * from {{ ref('int_slots__measured') }}
    where sample_count > 0

),

-- Samples within a slot are never further apart than a session allows.
edges as (

    select
        *,
        case
            when
                lag(last_sampled_at_ms) over in_order is null
                or {{ exceeds(
                    'first_sampled_at_ms - lag(last_sampled_at_ms) over in_order',
                    'session_gap_s',
                    1000
                ) }}
                then first_sampled_at_ms
        end as session_started_at_ms
    from slots
    window in_order as (partition by unit_id order by day_number, slot_number)

),

sequenced as (

    select
        unit_id,
        day_number,
        slot_number,
        sample_count,
        first_sampled_at_ms,
        last_sampled_at_ms,
        highest_reported,
        content_hash,
        max(session_started_at_ms) over (
            partition by unit_id
            order by day_number, slot_number
            rows between unbounded preceding and current row
        ) as session_started_at_ms
    from edges

)

select
    *,
    {{ session_key('unit_id', 'session_started_at_ms') }} as session_key
from sequenced
