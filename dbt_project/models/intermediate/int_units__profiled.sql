with samples as (

    select
        *,
        drop_rule is null as is_kept,
        drop_rule is null and on_duty_reported > 0 as is_working
    from {{ ref('stg_telemetry__samples') }}
    where unit_id is not null

),

profiled as (

    select
        unit_id,
        min(vehicle_id) as vehicle_id,
        count(case when is_kept and height_reported is not null then 1 end) as height_count,
        count(case when is_kept and height_reported <> 0 then 1 end) as nonzero_height_count,
        min(
            case when is_kept and sampled_at_ms is not null then height_reported end
        ) as lowest_height,
        max(
            case when is_kept and sampled_at_ms is not null then height_reported end
        ) as highest_height,
        {{ quantiles(
            'case when is_working then height_reported end', [0.01, 0.5, 0.99]
        ) }} as height_quantiles,
        count(
            case when is_working and height_reported <> floor(height_reported) then 1 end
        ) as fractional_height_count,
        count(
            case when is_working and height_reported <> 0 then 1 end
        ) as on_duty_nonzero_height_count
    from samples
    group by unit_id

),

named as (

    select
        unit_id,
        vehicle_id,
        height_count,
        nonzero_height_count,
        lowest_height,
        highest_height,
        {{ nth('height_quantiles', 0) }} as height_p01,
        {{ nth('height_quantiles', 1) }} as height_p50,
        {{ nth('height_quantiles', 2) }} as height_p99,
        fractional_height_count,
        on_duty_nonzero_height_count
    from profiled

)

select * from named
