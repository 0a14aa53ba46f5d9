with samples as (

    select * from {{ ref('int_samples__calibrated') }}

),

counted as (

    select
        unit_id,
        count(case when is_loaded then 1 end) as loaded_sample_count,
        count(case when is_loaded and is_forks_up then 1 end) as loaded_raised_sample_count
    from samples
    group by unit_id

),

judged as (

    select
        unit_id,
        loaded_sample_count,
        loaded_raised_sample_count,
        loaded_raised_sample_count >= {{ var('height_trust_min_rows') }}
        and (
            loaded_sample_count < {{ var('height_trust_full_rows') }}
            or loaded_raised_sample_count / loaded_sample_count
            >= {{ var('height_trust_min_share') }}
        ) as is_height_trusted
    from counted

)

select * from judged
