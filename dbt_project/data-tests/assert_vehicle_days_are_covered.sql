-- A warning: on a day of some data, less than `coverage_warn_share` of a vehicle's time on duty is
-- observed, the rest is gap time. Its figures of that day are of little worth.
{{ config(severity='warn') }}

select
    vehicle_id,
    local_date,
    duty_s,
    gap_s,
    gap_count,
    coverage_share
from {{ ref('fct_data_quality_daily') }}
where
    coverage_share < {{ checked_var('coverage_warn_share') }}
    and observed_s >= {{ checked_var('service_day_min_observed_s') }}
