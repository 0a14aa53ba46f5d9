with source as (

    select * from {{ source('raw', 'rejected_rows') }}

),

renamed as (

    select
        object_id,
        object_path as source_file,
        line_number as row_number,
        raw_line,
        reason as rejection_reason
    from source

)

select * from renamed
