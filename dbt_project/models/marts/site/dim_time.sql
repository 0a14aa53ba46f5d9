{%- set handover_min = checked_var('shift_handover_min') %}

with shifts as (

    select
        shift_name,
        coalesce(iso_weekdays, '1234567') as iso_weekdays,
        {{ minute_of_day('starts_at') }} as starts_at_min,
        {{ minute_of_day('ends_at') }} as ends_at_min
    from {{ ref('site_shifts') }}

),

hours as (

    select
        hour_of_week,
        hour_of_week * 60 as starts_at_min,
        (hour_of_week + 1) * 60 as ends_at_min
    from (select {{ each_integer(0, 167) }} as hour_of_week) as numbers

),

-- The week before and the one after, too: a night shift on Sunday ends on Monday.
days as (

    select
        day_number,
        (day_number + 7) % 7 + 1 as iso_weekday
    from (select {{ each_integer(-7, 13) }} as day_number) as numbers

),

-- Minutes since the start of the week; a shift that ends before it starts ends on the next day.
turns as (

    select
        shifts.shift_name,
        days.day_number,
        days.day_number * 1440 + shifts.starts_at_min as starts_at_min,
        days.day_number * 1440 + shifts.ends_at_min
        + case when shifts.ends_at_min <= shifts.starts_at_min then 1440 else 0 end as ends_at_min
    from shifts
    inner join days on shifts.iso_weekdays like concat('%', days.iso_weekday, '%')

),

-- An hour belongs to the shift that has most of it.
ranked as (

    select
        hours.hour_of_week,
        turns.shift_name,
        turns.day_number,
        row_number() over (
            partition by hours.hour_of_week
            order by {{ overlap('hours', 'turns') }} desc, turns.starts_at_min, turns.shift_name
        ) as place
    from hours
    inner join turns on {{ overlap('hours', 'turns') }} > 0

),

changes as (

    select
        starts_at_min - {{ handover_min }} as starts_at_min,
        starts_at_min + {{ handover_min }} as ends_at_min
    from turns
    union
    select
        ends_at_min - {{ handover_min }} as starts_at_min,
        ends_at_min + {{ handover_min }} as ends_at_min
    from turns

),

handovers as (

    select
        hours.hour_of_week,
        least(sum({{ overlap('hours', 'changes') }}), 60) as handover_min
    from hours
    inner join changes on {{ overlap('hours', 'changes') }} > 0
    group by hours.hour_of_week

)

select
    cast(hours.hour_of_week as integer) as hour_of_week,
    cast(hours.hour_of_week // 24 + 1 as integer) as iso_weekday,
    cast(hours.hour_of_week % 24 as integer) as local_hour,
    case
        when hours.hour_of_week % 24 < 6 then 'night'
        when hours.hour_of_week % 24 < 12 then 'morning'
        when hours.hour_of_week % 24 < 18 then 'afternoon'
        else 'evening'
    end as day_part,
    ranked.shift_name,
    cast(hours.hour_of_week // 24 - ranked.day_number as integer) as shift_started_days_ago,
    handovers.handover_min is not null as is_handover,
    cast(coalesce(handovers.handover_min, 0) as integer) as handover_min
from hours
left join ranked on hours.hour_of_week = ranked.hour_of_week and ranked.place = 1
left join handovers on hours.hour_of_week = handovers.hour_of_week
