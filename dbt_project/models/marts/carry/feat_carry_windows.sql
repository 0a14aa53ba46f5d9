{#- Horizons of context in seconds, as numbers of windows before (and after) the current one. -#}
{%- set horizons_s = [15, 30, 60, 120] -%}
{%- set lags = [1, 2, 3] -%}
{%- set window_s = var('window_s') -%}
{%- set context = [
    ('height_m_mean', 'avg', 'height_m_mean'),
    ('height_m_min', 'min', 'height_m_min'),
    ('height_m_max', 'max', 'height_m_max'),
    ('speed_kmh_mean', 'avg', 'speed_kmh_mean'),
    ('speed_kmh_max', 'max', 'speed_kmh_max'),
    ('lift_up_m', 'sum', 'lift_up_m'),
    ('lift_down_m', 'sum', 'lift_down_m'),
] -%}
{%- set load_context = [('load_share', 'avg', 'load_share')] -%}

with windows as (

    select * from {{ ref('int_windows__measured') }}

),

vehicles as (

    select * from {{ ref('dim_vehicles') }}

),

moved as (

    select
        *,
        (latitude - lag(latitude) over in_session) * 111320.0 as north_m,
        (longitude - lag(longitude) over in_session)
        * 111320.0 * cos(radians(latitude)) as east_m
    from windows
    window in_session as (partition by vehicle_id, session_id order by window_number)

),

turned as (

    select
        *,
        sqrt(north_m * north_m + east_m * east_m) as gps_displacement_m,
        -- Where GPS says that the vehicle moved, the angle between this step and the one before.
        case
            when sqrt(north_m * north_m + east_m * east_m) >= {{ var('gps_min_step_m') }}
                then degrees(atan2(east_m, north_m))
        end as gps_heading_deg
    from moved

),

in_context as (

    select
        *,
        abs(
            gps_heading_deg - lag(gps_heading_deg) over in_session
            - 360 * round((gps_heading_deg - lag(gps_heading_deg) over in_session) / 360)
        ) as gps_turn_deg,
        {% for n in lags -%}
        lag(height_m_mean, {{ n }}) over in_session as past_lag_{{ n * window_s }}s_height_m_mean,
        lag(speed_kmh_mean, {{ n }}) over in_session as past_lag_{{ n * window_s }}s_speed_kmh_mean,
        {% endfor -%}
        {% for horizon in horizons_s -%}
        {% for side in ['past', 'around'] -%}
        {% for name, aggregate, column in context -%}
        {{ aggregate }}({{ column }}) over {{ side }}_{{ horizon }}s
            as {{ side }}_{{ horizon }}s_{{ name }},
        {% endfor -%}
        {% for name, aggregate, column in load_context -%}
        {{ aggregate }}({{ column }}) over {{ side }}_{{ horizon }}s
            as load_{{ side }}_{{ horizon }}s_{{ name }},
        {% endfor -%}
        {% endfor -%}
        {% endfor -%}
        row_number() over in_session as window_in_session
    from turned
    window
        {% for horizon in horizons_s -%}
        past_{{ horizon }}s as (
            partition by vehicle_id, session_id order by window_number
            rows between {{ horizon // window_s - 1 }} preceding and current row
        ),
        around_{{ horizon }}s as (
            partition by vehicle_id, session_id order by window_number
            rows between {{ horizon // window_s - 1 }} preceding
            and {{ horizon // window_s - 1 }} following
        ),
        {% endfor -%}
        in_session as (partition by vehicle_id, session_id order by window_number)

)

select
    in_context.vehicle_id,
    in_context.session_id,
    {{ timestamp_from_ms('in_context.window_number * ' ~ window_s * 1000) }} as window_started_at,
    vehicles.vehicle_class,
    vehicles.load_sensor_status,
    in_context.observed_s,
    in_context.on_duty_s,
    in_context.sample_count,
    in_context.height_m_mean,
    in_context.height_m_min,
    in_context.height_m_max,
    in_context.lift_up_m,
    in_context.lift_down_m,
    in_context.vertical_speed_m_s_min,
    in_context.vertical_speed_m_s_max,
    in_context.speed_kmh_mean,
    in_context.speed_kmh_min,
    in_context.speed_kmh_max,
    in_context.standing_share,
    in_context.acceleration_m_s2_min,
    in_context.acceleration_m_s2_max,
    in_context.distance_m,
    in_context.gps_displacement_m,
    in_context.gps_turn_deg,
    in_context.load_share,
    in_context.load_signal_mean,
    in_context.load_signal_min,
    in_context.load_signal_max,
    {% for n in lags -%}
    in_context.past_lag_{{ n * window_s }}s_height_m_mean,
    in_context.past_lag_{{ n * window_s }}s_speed_kmh_mean,
    {% endfor -%}
    {% for horizon in horizons_s -%}
    {% for side in ['past', 'around'] -%}
    {% for name, aggregate, column in context -%}
    in_context.{{ side }}_{{ horizon }}s_{{ name }},
    {% endfor -%}
    {% for name, aggregate, column in load_context -%}
    in_context.load_{{ side }}_{{ horizon }}s_{{ name }},
    {% endfor -%}
    {% endfor -%}
    {% endfor -%}
    in_context.carrying_share >= 0.5 as label_is_carrying,
    greatest(in_context.carrying_share, 1 - in_context.carrying_share) as label_purity
from in_context
inner join vehicles on in_context.vehicle_id = vehicles.vehicle_id
where in_context.on_duty_s > 0
