with slots as (

    select * from {{ ref('int_slots__sequenced') }}

),

calibrated as (

    select * from {{ ref('int_units__calibrated') }}
    {% if var('forklifts_only') -%}
    where vehicle_class = 'forklift'
    {%- endif %}

),

height_trust as (

    select * from {{ ref('int_units__height_trust') }}

),

-- What the samples of a unit are read with; a change of any of it is a change of them all.
readers as (

    select
        calibrated.unit_id,
        concat_ws(
            '|',
            coalesce(calibrated.height_status, ''),
            coalesce(cast(calibrated.height_offset_reported as varchar), ''),
            coalesce(cast(calibrated.metres_per_unit as varchar), ''),
            coalesce(cast(calibrated.height_plausible_max_m as varchar), ''),
            coalesce(cast(calibrated.reported_range as varchar), ''),
            coalesce(cast(height_trust.is_height_trusted as varchar), '')
        ) as reader
    from calibrated
    left join height_trust on calibrated.unit_id = height_trust.unit_id

),

-- The hash of each sample holds its time, so that nothing is lost with the order of slots.
sessions as (

    select
        unit_id,
        session_key,
        session_started_at_ms,
        max(last_sampled_at_ms) as last_sampled_at_ms,
        sum(sample_count) as sample_count,
        {{ combined_hash('content_hash') }} as slots_content
    from slots
    group by unit_id, session_key, session_started_at_ms

)

select
    sessions.session_key,
    sessions.unit_id || '@' || sessions.session_started_at_ms as session_id,
    sessions.unit_id,
    sessions.session_started_at_ms,
    sessions.last_sampled_at_ms,
    sessions.sample_count,
    {{ text_key("sessions.slots_content || '|' || readers.reader") }} as session_version
from sessions
inner join readers on sessions.unit_id = readers.unit_id
