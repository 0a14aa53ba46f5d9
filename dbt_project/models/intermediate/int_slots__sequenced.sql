with slots as (

    select * from {{ ref('int_slots__measured') }}
    where sample_count > 0

),

-- Slots know of the gaps within their day; what is left are those between days, which are few.
days as (

    select
        unit_id,
        day_number,
        min(first_sampled_at_ms) as first_sampled_at_ms,
        max(last_sampled_at_ms) as last_sampled_at_ms,
        max(session_started_at_ms) as last_started_at_ms
    from slots
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
                    'session_gap_s',
                    1000
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
        slots.unit_id,
        slots.day_number,
        slots.slot_number,
        slots.sample_count,
        slots.first_sampled_at_ms,
        slots.last_sampled_at_ms,
        slots.highest_reported,
        slots.content_hash,
        coalesce(slots.session_started_at_ms, opened.session_started_at_ms)
            as session_started_at_ms
    from slots
    inner join opened
        on slots.unit_id = opened.unit_id and slots.day_number = opened.day_number

),

-- A session has many slots: its key is made once.
sessions as (

    select
        unit_id,
        session_started_at_ms,
        {{ session_key('unit_id', 'session_started_at_ms') }} as session_key
    from sequenced
    group by unit_id, session_started_at_ms

)

select
    sequenced.*,
    sessions.session_key
from sequenced
inner join sessions
    on
        sequenced.unit_id = sessions.unit_id
        and sequenced.session_started_at_ms = sessions.session_started_at_ms
