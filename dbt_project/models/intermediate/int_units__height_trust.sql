with steps as (

    select
        unit_id,
        height_step,
        sum(loaded_sample_count) as loaded_sample_count
    from {{ ref('int_days__profiled') }}
    where {{ height_is_used('height_step') }}
    group by unit_id, height_step

),

calibrated as (

    select * from {{ ref('int_units__calibrated') }}

),

measured as (

    select
        steps.unit_id,
        steps.loaded_sample_count,
        calibrated.height_status,
        calibrated.height_plausible_max_m,
        {{ height_in_metres('steps.height_step', 'calibrated') }} as height_m
    from steps
    inner join calibrated on steps.unit_id = calibrated.unit_id

),

counted as (

    select
        unit_id,
        sum(loaded_sample_count) as loaded_sample_count,
        sum(
            case
                when {{ plausible_height('height_m') }} > {{ checked_var('forks_up_height_m') }}
                    then loaded_sample_count
                else 0
            end
        ) as loaded_raised_sample_count
    from measured
    group by unit_id

),

judged as (

    select
        unit_id,
        loaded_sample_count,
        loaded_raised_sample_count,
        loaded_raised_sample_count >= {{ checked_var('height_trust_min_rows') }}
        and (
            loaded_sample_count < {{ checked_var('height_trust_full_rows') }}
            or loaded_raised_sample_count / loaded_sample_count
            >= {{ checked_var('height_trust_min_share') }}
        ) as is_height_trusted
    from counted

)

select * from judged
