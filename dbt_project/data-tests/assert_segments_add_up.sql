-- Per session, the segments and the debounced spans say the same as the samples: how many are
-- carrying and for how long. The last sample lasts in the spans alone when it has the median gap.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_segments'}}}) }}

with samples as (

    select
        session_id,
        count(*) as sample_count,
        count(distinct segment_id) as segment_count,
        sum(duration_s) as duration_s
    from {{ ref('int_samples__carry_state') }}
    where is_carrying
    group by session_id

),

segments as (

    select
        session_id,
        sum(sample_count) as sample_count,
        count(*) as segment_count,
        sum(duration_s) as duration_s
    from {{ ref('fct_carry_segments') }}
    group by session_id

),

spans as (

    select
        session_id,
        sum(duration_s) as duration_s
    from {{ ref('int_spans__debounced') }}
    where is_carrying
    group by session_id

)

select
    coalesce(samples.session_id, segments.session_id, spans.session_id) as session_id,
    samples.sample_count,
    segments.sample_count as segments_sample_count,
    samples.segment_count,
    segments.segment_count as segments_count,
    samples.duration_s,
    segments.duration_s as segments_duration_s,
    spans.duration_s as spans_duration_s
from samples
full join segments on samples.session_id = segments.session_id
full join spans on samples.session_id = spans.session_id
where
    samples.sample_count is distinct from segments.sample_count
    or samples.segment_count is distinct from segments.segment_count
    or abs(coalesce(samples.duration_s, 0) - coalesce(segments.duration_s, 0)) > 0.001
    {% if var('last_sample') == 'zero' -%}
    or abs(coalesce(samples.duration_s, 0) - coalesce(spans.duration_s, 0)) > 0.001
    {%- endif %}
