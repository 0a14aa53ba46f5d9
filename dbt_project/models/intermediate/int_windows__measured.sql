{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(
    ref('int_sessions__debounced'), ['session_key'], 'session_version', 'is_first'
) -%}
{%- set window_ms = milliseconds_of('window_s') -%}

with sessions as (

    select * from {{ missing }}

),

samples as (

    select
        samples.session_key,
        samples.vehicle_id,
        epoch_ms(samples.sampled_at) as from_ms,
        -- A sample holds until the next one in its session; the last one is a point in time.
        epoch_ms(samples.sampled_at) + least(
            case when samples.duration_s > 0 then samples.gap_after_s * 1000 else 0 end,
            {{ milliseconds_of('window_fill_s') }}
        ) as until_ms,
        epoch_ms(samples.sampled_at) + least(
            samples.duration_s * 1000, {{ milliseconds_of('window_fill_s') }}
        ) as observed_until_ms,
        samples.is_on_duty,
        samples.height_m,
        case
            when
                not samples.is_session_start
                and samples.gap_before_s <= {{ checked_var('step_max_gap_s') }}
                then samples.height_change_m
        end as height_step_m,
        samples.speed_kmh,
        case
            when
                not samples.is_session_start
                and samples.gap_before_s <= {{ checked_var('step_max_gap_s') }}
                then samples.speed_change_kmh
        end as speed_step_kmh,
        nullif(samples.gap_before_s, 0) as gap_before_s,
        samples.latitude,
        samples.longitude,
        samples.load_signal,
        samples.is_loaded,
        samples.is_carrying
    from {{ ref('int_samples__carry_state') }} as samples
    inner join sessions on samples.session_key = sessions.session_key
    where
        -- The others, off duty, have a sequence of their own beside this one.
        samples.is_judged
        and {{ one_of('samples.session_key', 'select session_key from ' ~ missing) }}

),

spread as (

    select
        *,
        {{ each_integer(
            'from_ms // ' ~ window_ms,
            'cast(greatest(from_ms, until_ms - 1) as bigint) // ' ~ window_ms
        ) }} as window_number
    from samples

),

pieces as (

    select
        *,
        from_ms // {{ window_ms }} = window_number as is_first_piece,
        round(greatest(
            least(observed_until_ms, (window_number + 1) * {{ window_ms }})
            - greatest(from_ms, window_number * {{ window_ms }}),
            0
        )) as piece_ms
    from spread

),

-- Sums are of whole numbers, in doubles: exact, and so the same in any order of rows.
summed as (

    select
        session_key,
        vehicle_id,
        window_number,
        count(case when is_first_piece then 1 end) as sample_count,
        sum(piece_ms) as observed_ms,
        sum(case when is_on_duty then piece_ms else 0 end) as on_duty_ms,
        sum(case when height_m is not null then piece_ms else 0 end) as height_ms,
        {{ exact_sum_of_few('height_m * piece_ms') }} as height_m_ms,
        min(height_m) as height_m_min,
        max(height_m) as height_m_max,
        {{ exact_sum_of_few(
            'case when is_first_piece and height_step_m > 0 then height_step_m end'
        ) }} as lift_up_m,
        {{ exact_sum_of_few(
            'case when is_first_piece and height_step_m < 0 then -height_step_m end'
        ) }} as lift_down_m,
        min(case when is_first_piece then height_step_m / gap_before_s end)
            as vertical_speed_m_s_min,
        max(case when is_first_piece then height_step_m / gap_before_s end)
            as vertical_speed_m_s_max,
        sum(case when speed_kmh is not null then piece_ms else 0 end) as speed_ms,
        {{ exact_sum_of_few('speed_kmh * piece_ms') }} as speed_kmh_ms,
        min(speed_kmh) as speed_kmh_min,
        max(speed_kmh) as speed_kmh_max,
        sum(case when speed_kmh < {{ checked_var('standing_below_kmh') }} then piece_ms else 0 end)
            as standing_ms,
        min(case when is_first_piece then speed_step_kmh / 3.6 / gap_before_s end)
            as acceleration_m_s2_min,
        max(case when is_first_piece then speed_step_kmh / 3.6 / gap_before_s end)
            as acceleration_m_s2_max,
        {{ exact_sum_of_few('case when is_first_piece then latitude end', 9) }} as latitude_sum,
        {{ exact_sum_of_few('case when is_first_piece then longitude end', 9) }} as longitude_sum,
        count(case when is_first_piece then latitude end) as position_count,
        sum(case when is_loaded is not null then piece_ms else 0 end) as load_ms,
        sum(case when is_loaded then piece_ms else 0 end) as loaded_ms,
        {{ exact_sum_of_few('case when is_first_piece then load_signal end') }} as load_signal_sum,
        count(case when is_first_piece then load_signal end) as load_signal_count,
        min(load_signal) as load_signal_min,
        max(load_signal) as load_signal_max,
        sum(case when is_carrying then piece_ms else 0 end) as carrying_ms
    from pieces
    group by session_key, vehicle_id, window_number

)

select
    summed.vehicle_id,
    sessions.session_key,
    sessions.session_version,
    -- Beside the keys, as builds ask for them together.
    summed.window_number = min(summed.window_number) over in_session as is_first,
    coalesce(
        summed.window_number
        = min(case when summed.on_duty_ms > 0 then summed.window_number end) over in_session,
        false
    ) as is_first_on_duty,
    summed.window_number,
    summed.sample_count,
    summed.observed_ms / 1000 as observed_s,
    summed.on_duty_ms / 1000 as on_duty_s,
    summed.height_ms / 1000 as height_s,
    {{ ratio('summed.height_m_ms', 'summed.height_ms') }} as height_m_mean,
    summed.height_m_min,
    summed.height_m_max,
    cast(coalesce(summed.lift_up_m, 0) as double) as lift_up_m,
    cast(coalesce(summed.lift_down_m, 0) as double) as lift_down_m,
    summed.vertical_speed_m_s_min,
    summed.vertical_speed_m_s_max,
    summed.speed_ms / 1000 as speed_s,
    {{ ratio('summed.speed_kmh_ms', 'summed.speed_ms') }} as speed_kmh_mean,
    summed.speed_kmh_min,
    summed.speed_kmh_max,
    {{ ratio('summed.standing_ms', 'summed.observed_ms') }} as standing_share,
    summed.acceleration_m_s2_min,
    summed.acceleration_m_s2_max,
    cast(summed.speed_kmh_ms as double) / 3600 as distance_m,
    {{ ratio('summed.latitude_sum', 'summed.position_count') }} as latitude,
    {{ ratio('summed.longitude_sum', 'summed.position_count') }} as longitude,
    {{ ratio('summed.loaded_ms', 'summed.load_ms') }} as load_share,
    {{ ratio('summed.load_signal_sum', 'summed.load_signal_count') }} as load_signal_mean,
    summed.load_signal_min,
    summed.load_signal_max,
    {{ ratio('summed.carrying_ms', 'summed.observed_ms') }} as carrying_share,
    {{ code_version() }} as code_version
from summed
inner join sessions on summed.session_key = sessions.session_key
window in_session as (partition by summed.session_key, summed.vehicle_id)
