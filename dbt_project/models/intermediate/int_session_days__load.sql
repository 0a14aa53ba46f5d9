{%- set wanted -%}
(
    select distinct
        session_key,
        session_version
    from {{ ref('int_load_runs__measured') }}
    where run_number = 1
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['session_key']) }}",
    meta={'test_scope': 'session_key'},
) }}
{%- set missing = missing_units(wanted, ['session_key'], 'session_version') %}

with sessions as (

    select * from {{ missing }}

),

runs as (

    select runs.*
    from {{ ref('int_load_runs__measured') }} as runs
    inner join sessions on runs.session_key = sessions.session_key
    where {{ one_of('runs.session_key', 'select session_key from ' ~ missing) }}

)

select
    session_key,
    session_version,
    vehicle_id,
    local_date,
    sum(day_ms) as observed_ms,
    sum(case when is_loaded is not null then day_ms else 0 end) as signal_ms,
    sum(case when is_loaded then day_ms else 0 end) as loaded_ms,
    count(case when is_run_start and is_toggle then 1 end) as toggle_count,
    count(case when is_run_start and is_fast_flip then 1 end) as fast_flip_count,
    count(case when is_run_start then is_doubtful_toggle end) as known_toggle_count,
    count(case when is_run_start and is_doubtful_toggle then 1 end) as doubtful_toggle_count,
    count(case when is_run_start and is_loaded then 1 end) as loaded_run_count,
    count(
        case
            when is_run_start and is_loaded and run_ms < {{ milliseconds_of('health_short_run_s') }}
                then 1
        end
    ) as short_loaded_run_count,
    count(case when is_run_start and is_break then 1 end) as break_count,
    {{ code_version() }} as code_version
from runs
group by session_key, session_version, vehicle_id, local_date
