{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['unit_id', 'day_number']) }}",
    meta={'test_scope': 'day_number'},
) }}
{%- set missing = missing_units(marked_days(), ['unit_id', 'day_number'], 'day_version') -%}

with days as (

    select * from {{ missing }}

),

samples as (

    select
        *,
        drop_rule is null as is_kept,
        drop_rule is null and on_duty_reported > 0 as is_working,
        {{ load_signal('load_reported') }} as load_signal
    from {{ ref('stg_telemetry__samples') }}
    where {{ one_of_their_objects('object_id', missing) }}

),

profiled as (

    select
        samples.unit_id,
        samples.day_number,
        samples.vehicle_id,
        {{ height_step('samples.height_reported') }} as height_step,
        days.day_version,
        count(*) as reading_count,
        count(case when samples.is_kept then 1 end) as sample_count,
        count(case when samples.drop_rule = 'exact_duplicate' then 1 end)
            as exact_duplicate_count,
        count(case when samples.drop_rule = 'redundant_off_duty' then 1 end)
            as redundant_off_duty_count,
        count(case when samples.is_working then 1 end) as on_duty_sample_count,
        count(case when samples.is_working and samples.load_signal is not null then 1 end)
            as usable_load_count,
        count(
            case when samples.is_kept and samples.sampled_at_ms is not null then 1 end
        ) as timed_sample_count,
        count(
            case
                when
                    samples.is_kept and samples.sampled_at_ms is not null
                    and {{ is_loaded('samples.load_signal') }}
                    then 1
            end
        ) as loaded_sample_count,
        count(case when samples.is_kept and samples.height_reported <> 0 then 1 end)
            as nonzero_height_count,
        count(
            case
                when
                    samples.is_working
                    and samples.height_reported <> floor(samples.height_reported)
                    then 1
            end
        ) as fractional_height_count,
        count(case when samples.is_working and samples.height_reported <> 0 then 1 end)
            as on_duty_nonzero_height_count
    from samples
    inner join days
        on samples.unit_id = days.unit_id and samples.day_number = days.day_number
    group by samples.unit_id, samples.day_number, samples.vehicle_id, height_step, days.day_version

)

select
    *,
    {{ code_version() }} as code_version
from profiled
