-- Per session, the segments and the debounced spans say the same as the samples: how many are
-- carrying and for how long. The last sample lasts in the spans alone when it has the median gap.
{{ config(meta={'dagster': {'ref': {'name': 'fct_carry_segments'}}}) }}

with samples as (

    select
        session_key,
        count(*) as sample_count,
        sum(duration_s) as duration_s
    from {{ ref('int_samples__carry_state') }}
    where is_carrying and {{ untested('session_key') }}
    group by session_key

),

segments as (

    select
        session_key,
        sum(sample_count) as sample_count,
        count(*) as segment_count,
        sum(duration_s) as duration_s
    from {{ ref('fct_carry_segments') }}
    where {{ untested('session_key') }}
    group by session_key

),

spans as (

    select
        session_key,
        sum(last_sequence_number - first_sequence_number + 1) as sample_count,
        count(distinct segment_id) as segment_count,
        sum(duration_s) as duration_s
    from {{ ref('int_spans__debounced') }}
    where is_carrying and {{ untested('session_key') }}
    group by session_key

)

select
    coalesce(samples.session_key, segments.session_key, spans.session_key) as session_key,
    samples.sample_count,
    segments.sample_count as segments_sample_count,
    spans.sample_count as spans_sample_count,
    segments.segment_count,
    spans.segment_count as spans_segment_count,
    samples.duration_s,
    segments.duration_s as segments_duration_s,
    spans.duration_s as spans_duration_s
from samples
full join segments on samples.session_key = segments.session_key
full join spans on samples.session_key = spans.session_key
where
    samples.sample_count is distinct from segments.sample_count
    or samples.sample_count is distinct from spans.sample_count
    or segments.segment_count is distinct from spans.segment_count
    or abs(coalesce(samples.duration_s, 0) - coalesce(segments.duration_s, 0)) > 0.001
    {% if checked_var('last_sample') == 'zero' -%}
    or abs(coalesce(samples.duration_s, 0) - coalesce(spans.duration_s, 0)) > 0.001
    {%- endif %}
