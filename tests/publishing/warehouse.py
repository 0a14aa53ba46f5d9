"""A small warehouse, written by hand, and what of it is to be published."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.ml.schema import create_tables
from orchestration.warehouse.schema import create_raw_schema

MODEL, OLDER_MODEL = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
SHA256 = "c" * 64
ROWS = {
    "marts.dim_vehicles": 2,
    "marts.fct_carry_segments": 4,
    "marts.fct_carry_estimates": 3,
    "ml.training_runs": 1,
    "ml.model_metrics": 2,
}
"""Rows to publish by table."""

OBJECTS = {
    "marts/dim_vehicles/all.parquet",
    "marts/fct_carry_segments/2025-03-03.parquet",
    "marts/fct_carry_segments/2025-03-04.parquet",
    "marts/fct_carry_segments/undated.parquet",
    "marts/fct_carry_estimates/2025-03-03.parquet",
    "ml/training_runs/all.parquet",
    "ml/model_metrics/all.parquet",
}
"""Names of the objects that they become."""

MARTS = f"""
create schema marts;
create table marts.dim_vehicles as
    from (values ('FL-02', 'truck', 20), ('FL-01', 'forklift', 10))
    as t(vehicle_id, vehicle_class, reading_count);
create table marts.fct_carry_segments as
    from (values
        ('s3', 'FL-01', timestamp '2025-03-04 00:00:00', 5.5::double),
        ('s2', 'FL-02', timestamp '2025-03-03 23:59:59.999', 2.25),
        ('s1', 'FL-01', timestamp '2025-03-03 08:00:00', 1.0),
        ('s4', 'FL-01', null, null))
    as t(segment_id, vehicle_id, started_at, duration_s);
create table marts.fct_carry_estimates as
    select 'FL-01' as vehicle_id, timestamp '2025-03-03 08:00:00' + to_seconds(5 * n)
        as window_started_at, n % 2 = 0 as is_carrying, '{MODEL}' as model_version
    from range(3) as t(n);
"""


def build(path: Path, version: str, *, run_id: str = "run", source: str = "lakefs") -> None:
    """A warehouse as a run leaves it that read the version."""
    with duckdb.connect(str(path)) as connection:
        create_raw_schema(connection)
        create_tables(connection)
        connection.execute(MARTS)
        log_ingest(connection, version, run_id=run_id, source=source)
        connection.execute(
            "insert into raw.objects values"
            " (1, 'real_data/a.csv', 1, 'x', 'x', 'csv', 1, 1, 0, now(), $version, 'loaded', null),"
            " (2, 'real_data/b.csv', 1, 'y', 'y', 'csv', 1, 1, 0, now(), $version, 'loaded', null)",
            {"version": version},
        )
        log_training(connection, OLDER_MODEL, "0" * 64, "2025-03-01 00:00:00")
        log_training(connection, MODEL, version, "2025-03-05 00:00:00")


def log_ingest(
    connection: duckdb.DuckDBPyConnection, version: str, *, run_id: str, source: str = "lakefs"
) -> None:
    connection.execute(
        "insert into raw.ingest_runs select $run_id, t, t + to_seconds(1), $source, 'main',"
        " $version, 1, 1, 0, 0, 0, 0, 1, 1, 0 from (select timestamp '2025-03-05 00:00:00'"
        " + to_minutes((select count(*)::integer from raw.ingest_runs)) as t)",
        {"run_id": run_id, "source": source, "version": version},
    )


def log_training(
    connection: duckdb.DuckDBPyConnection, run_id: str, version: str, trained_at: str
) -> None:
    connection.execute(
        "insert into ml.training_runs (run_id, version, status, settings, trained_at, seconds,"
        " model_sha256) values (?, ?, 'trained', '{\"folds\": 2}', ?, 1.5, ?)",
        [run_id, version, trained_at, SHA256],
    )
    connection.execute(
        "insert into ml.model_metrics select $run_id, $version, model, 'held_out', 'all', 'all',"
        " 'mcc', value, null, null"
        " from (values ('majority', 0.0), ('hist_gradient_boosting', 0.75))"
        " as t(model, value)",
        {"run_id": run_id, "version": version},
    )
