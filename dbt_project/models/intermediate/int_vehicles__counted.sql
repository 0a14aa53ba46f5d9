with samples as (

    select
        *,
        drop_rule is null and on_duty_reported > 0 as is_working,
        {% if var('load_sentinel_below') is none -%}
        load_reported is not null
        {%- else -%}
        load_reported >= {{ var('load_sentinel_below') }}
        {%- endif %} as is_load_usable
    from {{ ref('stg_telemetry__samples') }}
    where unit_id is not null

),

counted as (

    select
        unit_id,
        vehicle_id,
        count(*) as reading_count,
        count(case when drop_rule is null then 1 end) as sample_count,
        count(case when drop_rule = 'exact_duplicate' then 1 end) as exact_duplicate_count,
        count(case when drop_rule = 'redundant_off_duty' then 1 end) as redundant_off_duty_count,
        count(case when is_working then 1 end) as on_duty_sample_count,
        count(case when is_working and is_load_usable then 1 end) as usable_load_count
    from samples
    group by unit_id, vehicle_id

)

select * from counted
