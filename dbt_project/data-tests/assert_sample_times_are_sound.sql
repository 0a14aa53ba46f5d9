-- Durations and gaps are not negative, no sample lasts longer than the cap or the gap after it,
-- and a sample is in a carry segment exactly when it is carrying.
select
    source_file,
    row_number,
    gap_before_s,
    gap_after_s,
    duration_s,
    is_carrying,
    segment_id
from {{ ref('int_samples__carry_state') }}
where
    duration_s < 0
    or gap_before_s < 0
    or gap_after_s < 0
    or duration_s > gap_after_s
    or {{ exceeds('duration_s', 'max_sample_gap_s') }}
    or is_carrying <> (segment_id is not null)
    or (is_carrying and not is_judged)
