{#-
    What is said of a load sensor, from sums over any stretch of time: a day, all days, or all days
    up to one. The columns are those of int_load_days__measured.
-#}

{#- The columns that add up. -#}
{% macro health_sums(columns_end='') -%}
    {%- set columns = [
        'observed_ms', 'signal_ms', 'loaded_ms', 'toggle_count', 'fast_flip_count',
        'known_toggle_count', 'doubtful_toggle_count', 'loaded_run_count',
        'short_loaded_run_count', 'break_count', 'lift_count',
    ] -%}
    {%- for column in columns %}
    sum({{ column }}) {{ columns_end }} as {{ column }}
    {{- ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Shares and rates; null where nothing was observed. -#}
{% macro health_rates() -%}
    {{ ratio('signal_ms', 'observed_ms') }} as usable_load_share,
    {{ ratio('loaded_ms', 'signal_ms') }} as loaded_share,
    {{ ratio('short_loaded_run_count', 'loaded_run_count') }} as short_loaded_run_share,
    {{ ratio('toggle_count * 3600000', 'observed_ms') }} as toggles_per_h,
    {{ ratio('fast_flip_count * 3600000', 'observed_ms') }} as fast_flips_per_h,
    {{ ratio('break_count * 3600000', 'loaded_ms') }} as breaks_per_loaded_h,
    {{ ratio('doubtful_toggle_count', 'known_toggle_count') }} as doubtful_toggle_share
{%- endmacro %}

{#- The flags of the reference, from shares and rates. -#}
{% macro health_flags() -%}
    coalesce(short_loaded_run_share >= {{ checked_var('health_flag_short_share') }}, false)
        as is_short_share_flagged,
    coalesce(toggles_per_h >= {{ checked_var('health_flag_toggles_per_h') }}, false)
        as is_toggles_flagged,
    coalesce(fast_flips_per_h >= {{ checked_var('health_flag_fast_flips_per_h') }}, false)
        as is_fast_flips_flagged
{%- endmacro %}

{#-
    The verdict, from sums, shares and rates. A sensor that hardly ever says loaded is stuck only
    where the forks were lifted for nothing, or where it never said so but for a moment: an honest
    one of a vehicle with few loads says so at each of them. It flickers when loads are interrupted for too
    short a time to set anything down and take it up again, more often than a healthy one misses, or
    when too many of its changes come while the forks stand still or the vehicle drives.
-#}
{% macro load_sensor_verdict() -%}
    case
        when coalesce(usable_load_share, 0) < {{ checked_var('health_min_usable_share') }} then 'absent'
        when loaded_share >= {{ checked_var('health_stuck_share') }} then 'stuck_loaded'
        when
            loaded_share <= {{ 1 - checked_var('health_stuck_share') }}
            and (
                lift_count >= {{ checked_var('health_lifts_per_load') }}
                * greatest(loaded_run_count - short_loaded_run_count, 1)
                or loaded_run_count = short_loaded_run_count
            )
            then 'stuck_empty'
        when
            break_count >= {{ checked_var('health_min_flickers') }}
            and breaks_per_loaded_h > {{ checked_var('health_max_breaks_per_h') }}
            then 'flickering'
        when
            doubtful_toggle_count >= {{ checked_var('health_min_flickers') }}
            and doubtful_toggle_share > {{ checked_var('health_max_doubtful_share') }}
            then 'flickering'
        else 'trusted'
    end
{%- endmacro %}

{#- Median durations of the runs of a vehicle (or of its day). -#}
{% macro health_medians() -%}
median(case when is_loaded then run_ms end) / 1000 as loaded_run_p50_s,
        median(case when not is_loaded then run_ms end) / 1000 as empty_run_p50_s
{%- endmacro %}
