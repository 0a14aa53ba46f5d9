{%- set zone = checked_var('site_time_zone') %}

with hours as (

    select
        observed_ms > 0 as is_observed,
        {{ local_date('hour_number * 3600000') }} as local_date,
        -- Where clocks are not whole hours ahead, midnight falls within an hour.
        {{ local_date('(hour_number + 1) * 3600000 - 1') }} as end_date
    from {{ ref('int_hours__measured') }}

),

span as (

    select
        min(local_date) as first_date,
        max(local_date) as last_date
    from hours
    where is_observed
    having count(*) > 0

),

numbers as (

    select
        first_date,
        {{ each_integer('0', days_between('first_date', 'last_date')) }} as days_on
    from span

),

-- A single reading whose clock was wrong, years apart maybe, has its day, but no calendar up to it;
-- unless time is not capped, and its load lasts until the next one.
days as (

    select cast({{ days_after('first_date', 'days_on') }} as date) as local_date
    from numbers
    union
    select local_date from hours
    union
    select end_date as local_date from hours
    union
    select local_date from {{ ref('int_load_days__measured') }}

),

parts as (

    select
        local_date,
        {{ iso_weekday('local_date') }} as iso_weekday,
        {{ utc_time('cast(local_date as timestamp)', zone) }} as started_at,
        {{ utc_time('cast(' ~ days_after('local_date', '1') ~ ' as timestamp)', zone) }}
            as ended_at
    from days

),

holidays as (

    select * from {{ ref('site_holidays') }}

)

select
    parts.local_date,
    cast(extract(year from parts.local_date) as integer) as calendar_year,
    cast(extract(quarter from parts.local_date) as integer) as calendar_quarter,
    cast(extract(month from parts.local_date) as integer) as calendar_month,
    cast({{ iso_year('parts.local_date') }} as integer) as iso_year,
    cast(extract(week from parts.local_date) as integer) as iso_week,
    parts.iso_weekday,
    case parts.iso_weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        else 'Sunday'
    end as weekday_name,
    parts.iso_weekday > 5 as is_weekend,
    holidays.holiday_date is not null as is_holiday,
    holidays.holiday_name,
    parts.started_at,
    parts.ended_at,
    cast({{ hours_between('parts.started_at', 'parts.ended_at') }} as double) as day_length_h
from parts
left join holidays on parts.local_date = holidays.holiday_date
