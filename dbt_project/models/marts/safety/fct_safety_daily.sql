{%- set timed_kinds = ['overspeed_raised', 'tall_moving', 'raised_travel', 'over_site_speed'] -%}
{%- set counted_kinds = timed_kinds + ['harsh_stop', 'height_oscillation', 'forks_left_up'] -%}

with days as (

    select
        vehicle_id,
        local_date,
        sum(case when is_counted then duration_ms else 0 end) / 1000 as on_duty_s,
        sum(case when has_height_and_speed then duration_ms else 0 end) / 1000 as observed_s,
        sum(case when has_speed then duration_ms else 0 end) / 1000 as speed_observed_s,
        sum(case when is_raised then duration_ms else 0 end) / 1000 as raised_s
    from {{ ref('int_safety_spans__measured') }}
    group by vehicle_id, local_date
    having max(case when is_counted or is_forks_left_up then 1 else 0 end) = 1

),

events as (

    select
        {% for kind in timed_kinds -%}
        sum(
            case
                when event_kind = '{{ kind }}' then cast(duration_s * 1000 as decimal(18, 1))
                else 0
            end
        ) / 1000 as {{ kind }}_s,
        {% endfor -%}
        {% for kind in counted_kinds -%}
        count(case when event_kind = '{{ kind }}' then 1 end) as {{ kind }}_count,
        {% endfor -%}
        vehicle_id,
        local_date
    from {{ ref('fct_safety_events') }}
    group by vehicle_id, local_date

),

joined as (

    select
        {% for kind in counted_kinds -%}
        coalesce(events.{{ kind }}_count, 0) as {{ kind }}_count,
        {% endfor -%}
        {% for kind in timed_kinds -%}
        cast(coalesce(events.{{ kind }}_s, 0) as double) as {{ kind }}_s,
        {% endfor -%}
        days.vehicle_id,
        days.local_date,
        cast(days.on_duty_s as double) as on_duty_s,
        cast(days.observed_s as double) as observed_s,
        cast(days.speed_observed_s as double) as speed_observed_s,
        cast(days.raised_s as double) as raised_s
    from days
    left join events
        on days.vehicle_id = events.vehicle_id and days.local_date = events.local_date

)

select
    vehicle_id,
    local_date,
    on_duty_s,
    observed_s,
    speed_observed_s,
    raised_s,
    {% for kind in counted_kinds -%}
    {{ kind }}_count,
    {% endfor -%}
    {% for kind in timed_kinds -%}
    {{ kind }}_s,
    {% endfor -%}
    {{ safety_rates() }}
from joined
