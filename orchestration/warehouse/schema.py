"""The `raw` schema.

Lives here: the tables that ingest writes and the view that dbt reads. Not here: any row.
Times are UTC without a zone.
"""

from __future__ import annotations

import duckdb

DDL = """
create schema if not exists raw;

create table if not exists raw.objects (
    object_id bigint not null,
    object_path varchar not null,
    size_bytes bigint not null,
    checksum varchar not null,
    sha256 varchar not null,
    format varchar not null,
    row_count bigint not null,
    loaded_row_count bigint not null,
    rejected_row_count bigint not null,
    loaded_at timestamp not null,
    version varchar not null,
    status varchar not null check (status in ('loaded', 'failed')),
    error varchar
);

create table if not exists raw.telemetry_rows (
    object_id bigint not null,
    row_number bigint not null,
    fffid varchar,
    height double,
    load double,
    on_duty double,
    timestamp_ms bigint,
    latitude double,
    longitude double,
    speed double,
    unparsed varchar
);

create table if not exists raw.rejected_lines (
    object_id bigint not null,
    object_path varchar not null,
    line_number bigint not null,
    raw_line varchar not null,
    reason varchar not null
);

create table if not exists raw.ingest_runs (
    run_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp not null,
    source varchar not null,
    ref varchar not null,
    version varchar not null,
    objects_total bigint not null,
    objects_added bigint not null,
    objects_replaced bigint not null,
    objects_removed bigint not null,
    objects_unchanged bigint not null,
    objects_failed bigint not null,
    rows_in bigint not null,
    rows_loaded bigint not null,
    rows_rejected bigint not null
);

create or replace view raw.telemetry as
select
    objects.object_path,
    objects.version,
    telemetry_rows.row_number,
    telemetry_rows.fffid,
    telemetry_rows.height,
    telemetry_rows.load,
    telemetry_rows.on_duty,
    telemetry_rows.timestamp_ms,
    telemetry_rows.latitude,
    telemetry_rows.longitude,
    telemetry_rows.speed,
    telemetry_rows.unparsed,
    telemetry_rows.object_id,
    objects.sha256 as object_sha256,
from raw.telemetry_rows
inner join raw.objects on telemetry_rows.object_id = objects.object_id;

create or replace view raw.rejected_rows as
select
    rejected_lines.*,
    objects.version,
from raw.rejected_lines
inner join raw.objects on rejected_lines.object_id = objects.object_id;
"""

FORMER_TABLE = """
select 1 from information_schema.tables
where table_schema = 'raw' and table_name = 'rejected_rows' and table_type = 'BASE TABLE'
"""
"""Warehouses of the first layout keep the rejected lines under the name of today's view."""


def create_raw_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing of the raw schema; within the caller's transaction."""
    if connection.execute(FORMER_TABLE).fetchone():
        connection.execute("alter table raw.rejected_rows rename to rejected_lines")
    connection.execute(DDL)
