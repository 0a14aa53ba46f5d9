select
    unit_id,
    vehicle_id,
    sum(reading_count) as reading_count,
    sum(sample_count) as sample_count,
    sum(exact_duplicate_count) as exact_duplicate_count,
    sum(redundant_off_duty_count) as redundant_off_duty_count,
    sum(on_duty_sample_count) as on_duty_sample_count,
    sum(usable_load_count) as usable_load_count
from {{ ref('int_days__profiled') }}
group by unit_id, vehicle_id
