with session_days as (

    select * from {{ ref('int_session_days__sequenced') }}

),

calibrated as (

    select * from {{ ref('int_units__calibrated') }}
    {% if checked_var('forklifts_only') -%}
    where vehicle_class = 'forklift'
    {%- endif %}

),

height_trust as (

    select * from {{ ref('int_units__height_trust') }}

),

readers as (

    select
        calibrated.*,
        height_trust.is_height_trusted
    from calibrated
    left join height_trust on calibrated.unit_id = height_trust.unit_id

),

-- The hash of each sample holds its time, so that nothing is lost with the order of days.
sessions as (

    select
        unit_id,
        session_key,
        session_started_at_ms,
        max(last_sampled_at_ms) as last_sampled_at_ms,
        sum(sample_count) as sample_count,
        max(highest_reported) as highest_reported,
        {{ combined_hash('content_hash') }} as content_hash
    from session_days
    group by unit_id, session_key, session_started_at_ms

),

read as (

    select
        sessions.*,
        readers.height_status,
        readers.height_offset_reported,
        readers.metres_per_unit,
        readers.reported_range,
        readers.is_height_trusted,
        -- The limit moves on many days, and is nothing to a session that does not reach it.
        case
            when
                readers.height_status = 'mixed_units'
                or not readers.metres_per_unit > 0
                or {{ height_in_metres('sessions.highest_reported', 'readers') }}
                > readers.height_plausible_max_m
                then readers.height_plausible_max_m
        end as height_limit_m
    from sessions
    inner join readers on sessions.unit_id = readers.unit_id

),

-- What the samples of a session are read with; a change of any of it is a change of them all.
versioned as (

    select
        *,
        concat_ws(
            '|',
            content_hash,
            coalesce(height_status, ''),
            coalesce(cast(height_offset_reported as varchar), ''),
            coalesce(cast(metres_per_unit as varchar), ''),
            coalesce(cast(height_limit_m as varchar), ''),
            coalesce(cast(reported_range as varchar), ''),
            coalesce(cast(is_height_trusted as varchar), '')
        ) as made_from
    from read

)

select
    session_key,
    unit_id || '@' || session_started_at_ms as session_id,
    unit_id,
    session_started_at_ms,
    last_sampled_at_ms,
    sample_count,
    {{ text_key('made_from') }} as session_version
from versioned
