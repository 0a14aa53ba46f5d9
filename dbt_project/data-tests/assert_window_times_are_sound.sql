-- A window observes between nothing and its own length, on duty at most as much, and its
-- statistics lie in their order and range.
select
    vehicle_id,
    session_id,
    window_started_at,
    observed_s,
    on_duty_s,
    height_m_min,
    height_m_mean,
    height_m_max,
    speed_kmh_min,
    speed_kmh_mean,
    speed_kmh_max,
    standing_share,
    load_share,
    label_purity
from {{ ref('feat_carry_windows') }}
where
    {{ untested('session_key') }}
    and (
        observed_s not between 0 and {{ checked_var('window_s') }} + 0.000001
        or on_duty_s > observed_s + 0.000001
        or height_m_mean not between height_m_min - 0.000001 and height_m_max + 0.000001
        or speed_kmh_mean not between speed_kmh_min - 0.000001 and speed_kmh_max + 0.000001
        or standing_share not between 0 and 1
        or load_share not between 0 and 1
        or label_purity not between 0.5 and 1
        or (observed_s > 0) <> (label_is_carrying is not null)
    )
