-- Two segments of a vehicle share no time. By file, those of one file: files may overlap.
{%- set track = 'session_key' if var('carry_unit') == 'file' else 'vehicle_id' %}

with in_order as (

    select
        {{ track }},
        segment_id,
        started_at,
        last_sampled_at,
        lag(segment_id) over in_track as previous_segment_id,
        lag(last_sampled_at) over in_track as previous_sampled_at
    from {{ ref('fct_carry_segments') }}
    window in_track as (partition by {{ track }} order by started_at, last_sampled_at)

)

select *
from in_order
where started_at < previous_sampled_at or last_sampled_at < started_at
