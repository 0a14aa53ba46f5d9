-- Time does not run backwards within a session, and the first and the last sample of each sequence,
-- and no other, lack the gap before or after.
with samples as (

    select
        object_id,
        row_number,
        sequence_number,
        gap_before_ms,
        gap_after_ms
    from {{ ref('int_samples__sequenced') }}
    where {{ untested('session_key') }}

)

select *
from samples
where
    gap_before_ms < 0
    or gap_after_ms < 0
    or (gap_before_ms is null) <> (sequence_number = 1)
