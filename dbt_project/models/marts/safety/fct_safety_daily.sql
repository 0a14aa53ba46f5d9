with days as (

    select
        vehicle_id,
        local_date,
        sum(on_duty_ms) / 1000 as on_duty_s,
        sum(observed_ms) / 1000 as observed_s,
        sum(speed_observed_ms) / 1000 as speed_observed_s,
        sum(raised_ms) / 1000 as raised_s,
        {{ safety_sums() }}
    from {{ ref('int_session_days__safety') }}
    group by vehicle_id, local_date
    having max(case when has_duty then 1 else 0 end) = 1

)

select
    vehicle_id,
    local_date,
    on_duty_s,
    observed_s,
    speed_observed_s,
    raised_s,
    {% for kind in counted_safety_kinds() -%}
    {{ kind }}_count,
    {% endfor -%}
    {% for kind in timed_safety_kinds() -%}
    {{ kind }}_s,
    {% endfor -%}
    {{ safety_rates() }}
from days
