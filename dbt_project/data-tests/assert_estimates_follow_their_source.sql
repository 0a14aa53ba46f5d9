-- An estimate is missing exactly when its source is unknown, and comes from the sensor only where
-- that is trusted.
select
    vehicle_id,
    session_id,
    window_started_at,
    load_sensor_status,
    is_carrying,
    estimate_source
from {{ ref('fct_carry_estimates') }}
where
    (is_carrying is null) <> (estimate_source = 'unknown')
    or (estimate_source = 'sensor' and load_sensor_status <> 'trusted')
    or model_probability not between 0 and 1
