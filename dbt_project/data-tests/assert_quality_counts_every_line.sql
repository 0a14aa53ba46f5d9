-- The rows of the data quality add up to the lines of all objects, and each reading that is no
-- sample has its reason; where unusable readings are kept (`reject_unusable_rows`), only the first.
{{ config(meta={'dagster': {'ref': {'name': 'fct_data_quality_daily'}}}) }}

with quality as (

    select
        coalesce(sum(reading_count), 0) as reading_count,
        coalesce(sum(
            sample_count + exact_duplicate_count + redundant_off_duty_count + bad_reading_count
        ), 0) as explained_count
    from {{ ref('fct_data_quality_daily') }}

),

objects as (

    select coalesce(sum(row_count), 0) as line_count
    from {{ ref('stg_telemetry__objects') }}

)

select
    objects.line_count,
    quality.reading_count,
    quality.explained_count
from quality
cross join objects
where
    objects.line_count <> quality.reading_count
    {% if checked_var('reject_unusable_rows') -%}
    or quality.reading_count <> quality.explained_count
    {%- endif %}
