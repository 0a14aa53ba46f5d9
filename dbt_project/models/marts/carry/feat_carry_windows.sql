{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key', 'vehicle_id']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__featured'), ['session_key', 'vehicle_id'], 'session_version',
    'is_first_on_duty'
) -%}
{#- Seconds of context before a window, and before and after it. -#}
{%- set horizons_s = {'past': [15, 30, 60, 120], 'around': [60, 120]} -%}
{%- set longest_s = horizons_s['past'][-1] -%}
{%- set lags_s = [5, 10, 15] -%}
{#- In windows: blocks of three make up any of these, as `window_s` divides five seconds. -#}
{%- set rows = {} -%}
{%- for seconds in lags_s + horizons_s['past'] -%}
{%- do rows.update({seconds: (seconds // checked_var('window_s')) | int}) -%}
{%- endfor -%}
{#- What is put together over them. -#}
{%- set context = [
    ('height_m_mean', 'mean'),
    ('height_m_min', 'min'),
    ('height_m_max', 'max'),
    ('speed_kmh_mean', 'mean'),
    ('speed_kmh_max', 'max'),
    ('lift_up_m', 'sum'),
    ('lift_down_m', 'sum'),
] -%}
{#-
    How many windows each mean is of: the counts are the digits of one number, in a base that the
    longest frame does not fill. One number is added up in place of two.
-#}
{%- set parts = [('known', 'sum')] -%}
{%- set counted = [] -%}
{%- for name, what in context -%}
{%- do parts.append((name ~ '_or_0', 'sum') if what == 'mean' else (name, what)) -%}
{%- if what == 'mean' %}{% do counted.append(name) %}{% endif -%}
{%- endfor -%}
{%- set base = 2 * rows[longest_s] + 1 -%}
{%- set known -%}
{%- for name in counted -%}
{{ ' + ' if not loop.first }}cast(windows.{{ name }} is not null as integer) * {{ base ** loop.index0 }}
{%- endfor -%}
{%- endset %}

with sessions as (

    select * from {{ missing }}

),

windows as (

    select
        windows.*,
        {% for name in counted -%}
        coalesce(windows.{{ name }}, 0) as {{ name }}_or_0,
        {% endfor -%}
        {{ known }} as known
    from {{ ref('int_windows__measured') }} as windows
    inner join sessions
        on
            windows.session_key = sessions.session_key
            and windows.vehicle_id = sessions.vehicle_id
    where {{ one_of('windows.session_key', 'select session_key from ' ~ missing) }}

),

moved as (

    select
        *,
        {% for name, aggregate in parts -%}
        {{ frame_blocks(name, aggregate) }}
        {%- endfor %}
        (latitude - lag(latitude) over in_session) * 111320.0 as north_m,
        (longitude - lag(longitude) over in_session)
        * 111320.0 * cos(radians(latitude)) as east_m
    from windows
    window in_session as (partition by session_key, vehicle_id order by window_number)

),

turned as (

    select
        *,
        sqrt(north_m * north_m + east_m * east_m) as gps_displacement_m,
        -- Where GPS says that the vehicle moved, the angle between this step and the one before.
        case
            when sqrt(north_m * north_m + east_m * east_m) >= {{ checked_var('gps_min_step_m') }}
                then degrees(atan2(east_m, north_m))
        end as gps_heading_deg
    from moved

),

in_context as (

    select
        *,
        {% for lag_s in lags_s -%}
        {% for name in ['height_m_mean', 'speed_kmh_mean'] -%}
        lag({{ name }}, {{ rows[lag_s] }}) over in_session as past_lag_{{ lag_s }}s_{{ name }},
        {% endfor -%}
        {% endfor -%}
        {% for name, aggregate in parts -%}
        {{ distant_blocks(name, aggregate, rows[longest_s]) }}
        {%- endfor %}
        abs(
            gps_heading_deg - lag(gps_heading_deg) over in_session
            - 360 * round((gps_heading_deg - lag(gps_heading_deg) over in_session) / 360)
        ) as gps_turn_deg
    from turned
    window
        in_session as (partition by session_key, vehicle_id order by window_number)

),

{% for horizon in horizons_s['past'] -%}
framed_{{ horizon }}s as (

    select
        {% for side, horizons in horizons_s.items() if horizon in horizons -%}
        {% set at = horizons.index(horizon) -%}
        {% set shorter = rows[horizons[at - 1]] if at else 0 -%}
        {% for name, aggregate in parts -%}
        {{ longer_frame(name, aggregate, side, rows[horizon], shorter) }}
        {% endfor -%}
        {% endfor -%}
        *
    from {{ 'in_context' if loop.first else 'framed_' ~ loop.previtem ~ 's' }}

)
{{- ',' if not loop.last }}

{% endfor -%}
select
    framed.vehicle_id,
    sessions.session_id,
    {{ window_start('framed.window_number') }} as window_started_at,
    framed.observed_s,
    framed.on_duty_s,
    framed.sample_count,
    framed.height_m_mean,
    framed.height_m_min,
    framed.height_m_max,
    framed.lift_up_m,
    framed.lift_down_m,
    framed.vertical_speed_m_s_min,
    framed.vertical_speed_m_s_max,
    framed.speed_kmh_mean,
    framed.speed_kmh_min,
    framed.speed_kmh_max,
    framed.standing_share,
    framed.acceleration_m_s2_min,
    framed.acceleration_m_s2_max,
    framed.distance_m,
    framed.gps_displacement_m,
    framed.gps_turn_deg,
    framed.load_share,
    framed.load_signal_mean,
    framed.load_signal_min,
    framed.load_signal_max,
    {% for lag_s in lags_s -%}
    framed.past_lag_{{ lag_s }}s_height_m_mean,
    framed.past_lag_{{ lag_s }}s_speed_kmh_mean,
    {% endfor -%}
    {% for side, horizons in horizons_s.items() -%}
    {% for horizon in horizons -%}
    {% for name, what in context -%}
    {% set frame = side ~ '_' ~ rows[horizon] -%}
    {% if what == 'mean' -%}
    {% set digits = 'framed.known_sum_' ~ frame ~ ' // ' ~ base ** counted.index(name) -%}
    cast(framed.{{ name }}_or_0_sum_{{ frame }} / nullif({{ digits }} % {{ base }}, 0) as float)
    {%- else -%}
    cast(framed.{{ name }}_{{ what }}_{{ frame }} as float)
    {%- endif %} as {{ side }}_{{ horizon }}s_{{ name }},
    {% endfor -%}
    {% endfor -%}
    {% endfor -%}
    framed.carrying_share >= 0.5 as label_is_carrying,
    greatest(framed.carrying_share, 1 - framed.carrying_share) as label_purity,
    framed.is_first_on_duty,
    sessions.session_key,
    sessions.session_version,
    {{ code_version() }} as code_version
from framed_{{ longest_s }}s as framed
inner join sessions
    on
        framed.session_key = sessions.session_key
        and framed.vehicle_id = sessions.vehicle_id
where framed.on_duty_s > 0
