{#- Asked of the table that the rows are made from: what it holds is what an hour was made of. -#}
{%- set wanted -%}
(
    select
        hour_number,
        {{ text_key('cast(' ~ combined_hash(row_hash(
            ['session_key', 'session_version', 'hour_number']
        )) ~ ' as varchar)') }} as hour_version
    from {{ ref('int_activities__measured') }}
    where is_first_of_hour
    group by hour_number
)
{%- endset -%}
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_units(['hour_number']) }}",
    meta={'test_scope': 'hour_number'},
) }}
{%- set missing = missing_units(wanted, ['hour_number'], 'hour_version') %}

with hours as (

    select * from {{ missing }}

),

-- An activity lies within one hour.
on_duty as (

    select
        vehicle_id,
        hour_number,
        started_at_ms,
        started_at_ms + observed_ms as ended_at_ms
    from {{ ref('int_activities__measured') }}
    where
        activity <> 'off'
        and observed_ms > 0
        and {{ one_of('hour_number', 'select hour_number from ' ~ missing) }}

),

edges as (

    select
        *,
        case
            when
                started_at_ms <= max(ended_at_ms) over (
                    partition by vehicle_id, hour_number
                    order by started_at_ms, ended_at_ms
                    rows between unbounded preceding and 1 preceding
                )
                then 0
            else 1
        end as is_start
    from on_duty

),

numbered as (

    select
        *,
        sum(is_start) over (
            partition by vehicle_id, hour_number
            order by started_at_ms, ended_at_ms
            rows between unbounded preceding and current row
        ) as stretch_number
    from edges

),

-- A vehicle counts once, also where two files tell of the same time.
stretches as (

    select
        vehicle_id,
        hour_number,
        min(started_at_ms) as started_at_ms,
        max(ended_at_ms) as ended_at_ms
    from numbered
    group by vehicle_id, hour_number, stretch_number

),

changes as (

    select
        hour_number,
        started_at_ms as changed_at_ms,
        1 as difference
    from stretches
    union all
    select
        hour_number,
        ended_at_ms as changed_at_ms,
        -1 as difference
    from stretches

),

-- Who ends at a moment does so before another begins at it.
counted as (

    select
        hour_number,
        sum(difference) over (
            partition by hour_number
            order by changed_at_ms, difference
            rows between unbounded preceding and current row
        ) as vehicle_count
    from changes

),

peaks as (

    select
        hour_number,
        max(vehicle_count) as peak_vehicle_count
    from counted
    group by hour_number

),

uses as (

    select
        hour_number,
        count(distinct vehicle_id) as vehicle_count,
        sum(ended_at_ms - started_at_ms) as duty_ms
    from stretches
    group by hour_number

),

placed as (

    select
        *,
        {{ timestamp_from_ms('hour_number * 3600000') }} as hour_started_at,
        {{ local_time(timestamp_from_ms('hour_number * 3600000'), checked_var('site_time_zone')) }}
            as local_started_at
    from hours

),

dated as (

    select
        *,
        cast(local_started_at as date) as local_date,
        cast(extract(hour from local_started_at) as integer) as local_hour
    from placed

)

select
    dated.hour_number,
    dated.hour_started_at,
    dated.local_date,
    dated.local_hour,
    ({{ iso_weekday('dated.local_date') }} - 1) * 24 + dated.local_hour as hour_of_week,
    cast(coalesce(peaks.peak_vehicle_count, 0) as bigint) as peak_concurrent_vehicles,
    cast(coalesce(uses.vehicle_count, 0) as bigint) as vehicles_in_use,
    cast(coalesce(uses.duty_ms, 0) as double) / 1000 as duty_s,
    dated.hour_version,
    {{ code_version() }} as code_version
from dated
left join peaks on dated.hour_number = peaks.hour_number
left join uses on dated.hour_number = uses.hour_number
