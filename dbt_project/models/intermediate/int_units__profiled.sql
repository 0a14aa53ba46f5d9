with steps as (

    select
        unit_id,
        height_step,
        min(vehicle_id) as vehicle_id,
        sum(sample_count) as sample_count,
        sum(timed_sample_count) as timed_sample_count,
        sum(on_duty_sample_count) as on_duty_sample_count,
        sum(nonzero_height_count) as nonzero_height_count,
        sum(fractional_height_count) as fractional_height_count,
        sum(on_duty_nonzero_height_count) as on_duty_nonzero_height_count
    from {{ ref('int_days__profiled') }}
    group by unit_id, height_step

),

ranked as (

    select
        *,
        sum(case when height_step is not null then on_duty_sample_count else 0 end) over (
            partition by unit_id
            order by height_step nulls last
            rows between unbounded preceding and current row
        ) as rank_on_duty,
        sum(case when height_step is not null then on_duty_sample_count else 0 end) over (
            partition by unit_id
        ) as height_count_on_duty
    from steps

),

profiled as (

    select
        unit_id,
        min(vehicle_id) as vehicle_id,
        sum(case when height_step is not null then sample_count else 0 end) as height_count,
        sum(nonzero_height_count) as nonzero_height_count,
        min(case when timed_sample_count > 0 then height_step end) as lowest_height,
        max(case when timed_sample_count > 0 then height_step end) as highest_height,
        -- The smallest height that so many samples do not exceed.
        min(
            case
                when rank_on_duty >= 0.01 * height_count_on_duty and rank_on_duty > 0
                    then height_step
            end
        ) as height_p01,
        min(
            case
                when rank_on_duty >= 0.5 * height_count_on_duty and rank_on_duty > 0
                    then height_step
            end
        ) as height_p50,
        min(
            case
                when rank_on_duty >= 0.99 * height_count_on_duty and rank_on_duty > 0
                    then height_step
            end
        ) as height_p99,
        sum(fractional_height_count) as fractional_height_count,
        sum(on_duty_nonzero_height_count) as on_duty_nonzero_height_count
    from ranked
    group by unit_id

)

select * from profiled
