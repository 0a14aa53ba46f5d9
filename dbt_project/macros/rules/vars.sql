{#-
    Vars as the rules may read them: of a name that the project knows, and of a value that makes
    sense. Anything else stops dbt while it reads the project, before a table is touched. What the
    vars mean, and their defaults, is said in `dbt_project.yml`.
-#}

{#- Value of a var; a compiler error names it and what it may be. -#}
{% macro checked_var(var_name) -%}
    {%- set allowed = allowed_values() -%}
    {%- for given in invocation_args_dict.get('vars') or {} if given not in allowed -%}
        {{ exceptions.raise_compiler_error(
            'no var is called ' ~ given ~ '; those that there are stand in dbt_project.yml'
        ) }}
    {%- endfor -%}
    {%- set value = var(var_name) -%}
    {%- if not is_allowed(value, allowed[var_name]) -%}
        {{ exceptions.raise_compiler_error(
            'var ' ~ var_name ~ ' is ' ~ value | tojson ~ '; allowed: ' ~ allowed[var_name]
        ) }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}

{#- A var of seconds in whole milliseconds, as the times of samples are; none where it is null. -#}
{% macro milliseconds_of(var_name) -%}
    {%- set seconds = checked_var(var_name) -%}
    {{ return(none if seconds is none else (seconds * 1000) | round | int) }}
{%- endmacro %}

{#- The column that names what the carry rule is applied to, one at a time. -#}
{% macro carry_unit_column() -%}
    {{ return('source_file' if checked_var('carry_unit') == 'file' else 'vehicle_id') }}
{%- endmacro %}

{#-
    What each var may be, in words for errors and for `is_allowed`. Names stand here without quotes:
    a quoted one would be taken for a var that the models depend on (`collect_vars`).
-#}
{% macro allowed_values() -%}
    {{ return(dict(
        carry_unit='vehicle or file',
        drop_exact_duplicates='true or false',
        repair_timestamp_seconds='true or false',
        reject_unusable_rows='true or false',
        timestamp_min_ms='a whole number from 0',
        timestamp_max_ms='a whole number from 0',
        missing_counts_as_zero='true or false',
        forklift_min_nonzero_share='a number from 0 to 1 or null',
        forklifts_only='true or false',
        height_method='calibrate or scale or clip or drop',
        height_max_m='a number above 0',
        height_scale_min='a number or null',
        height_scale_max='a number or null',
        height_stuck_range='a number from 0',
        height_offset_from_m='a number',
        height_plausible_min_m='a number',
        height_plausible_max_m='a number',
        height_spike_factor='a number from 0',
        counts_full_lift_m='a number above 0',
        speed_plausible_max_kmh='a number from 0',
        load_sentinel_below='a number or null',
        load_sentinel_above='a number or null',
        load_threshold='a number',
        forks_up_height_m='a number',
        height_trust_min_rows='a whole number from 0',
        height_trust_full_rows='a whole number from 0',
        height_trust_min_share='a number from 0 to 1',
        carry_speed_cap_kmh='a number from 0 or null',
        judge_on_duty_only='true or false',
        off_duty_samples='end_carrying or skipped',
        missing_holds_s='a number from 0',
        session_gap_s='a number from 1 or null',
        max_sample_gap_s='a number from 0 or null',
        last_sample='zero or median',
        debounce_order='close_then_drop or drop_then_close',
        close_gap_s='a number from 0',
        min_carry_s='a number from 0',
        health_min_usable_share='a number from 0 to 1',
        health_stuck_share='a number from 0 to 1',
        health_lifts_per_load='a number from 0',
        health_break_s='a number from 0',
        health_min_flickers='a number from 0',
        health_max_breaks_per_h='a number from 0',
        health_max_doubtful_share='a number from 0 to 1',
        health_still_forks_m='a number from 0',
        health_driving_kmh='a number from 0',
        health_recent_days='a whole number from 1',
        health_recent_min_h='a number from 0',
        health_short_run_s='a number from 0',
        health_fast_flip_kmh='a number from 0',
        health_flag_short_share='a number from 0 to 1',
        health_flag_toggles_per_h='a number from 0',
        health_flag_fast_flips_per_h='a number from 0',
        raised_height_m='a number',
        overspeed_raised_kmh='a number from 0',
        tall_height_m='a number',
        tall_moving_kmh='a number from 0',
        raised_travel_height_m='a number',
        raised_travel_kmh='a number from 0',
        site_speed_limit_kmh='a number from 0',
        harsh_stop_m_s2='a number from 0',
        harsh_stop_plausible_m_s2='a number from 0',
        harsh_stop_min_drop_kmh='a number from 0',
        forks_left_up_height_m='a number',
        forks_left_up_min_s='a number from 0',
        safety_height_band_m='a number from 0',
        safety_speed_band_kmh='a number from 0',
        safety_close_gap_s='a number from 0 or null',
        safety_min_event_s='a number from 0',
        safety_incomplete_samples='hold or left_out',
        overspeed_alert_per_h='a number from 0',
        tall_moving_alert_per_h='a number from 0',
        oscillation_alert_per_h='a number from 0',
        window_s='1 or 2.5 or 5',
        window_fill_s='a number from 0',
        standing_below_kmh='a number from 0',
        gps_min_step_m='a number from 0',
        step_max_gap_s='a number from 0',
        coverage_warn_share='a number from 0 to 1',
        site_time_zone='an IANA time zone, such as Europe/Brussels',
        service_day_min_observed_s='a number from 0',
        shift_handover_min='a number from 0',
        weather_enabled='true or false',
        wet_from_mm='a number from 0',
        frost_below_c='a number',
        zone_cell_m='a number above 0',
        zone_min_events='a number from 0',
        gps_frozen_from_m='a number from 0',
        dwell_min_s='a number from 0',
        lifting_from_m_s='a number from 0',
        lift_min_m='a number from 0',
        lift_pause_s='a number from 0',
        lift_break_m='a number from 0',
        stop_min_s='a number from 0',
        dual_max_empty_m='a number from 0',
        long_idle_s='a number from 0',
        high_lift_m='a number',
    )) }}
{%- endmacro %}

{#- Whether a value is of one of the kinds; what is no kind is a word to choose. -#}
{% macro is_allowed(value, allowed) -%}
    {%- set not_negative = '[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?' -%}
    {%- set patterns_of_json = {
        'true': 'true',
        'false': 'false',
        'null': 'null',
        '1': '1([.]0)?',
        '2.5': '2[.]5',
        '5': '5([.]0)?',
        'a number': '-?' ~ not_negative,
        'a number from 0': not_negative,
        'a number from 1': '[1-9][0-9]*([.][0-9]+)?(e[+][0-9]+)?',
        'a number above 0': '(?![0.]+$)' ~ not_negative,
        'a number from 0 to 1': '0([.][0-9]+)?|1([.]0)?|[0-9]([.][0-9]+)?e-[0-9]+',
        'a whole number from 0': '[0-9]+',
        'a whole number from 1': '[1-9][0-9]*',
    } -%}
    {%- for kind in allowed.split(' or ') -%}
        {%- if kind.startswith('an IANA time zone') -%}
            {%- if value is string and value in modules.pytz.all_timezones_set -%}
                {{ return(true) }}
            {%- endif -%}
        {%- elif modules.re.fullmatch(patterns_of_json.get(kind, '"' ~ kind ~ '"'), value | tojson) -%}
            {{ return(true) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}
