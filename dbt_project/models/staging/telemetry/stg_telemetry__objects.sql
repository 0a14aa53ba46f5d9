with source as (

    select * from {{ source('raw', 'objects') }}

),

renamed as (

    select
        object_id,
        object_path as source_file,
        version as data_version,
        sha256 as content_sha256,
        format as file_format,
        size_bytes,
        row_count,
        loaded_row_count,
        rejected_row_count,
        loaded_at,
        status as load_status,
        error as load_error,
        row_number() over (order by object_path) as file_order
    from source

)

select * from renamed
