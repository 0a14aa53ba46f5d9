"""The summary that ends a run: what the warehouse says.

Lives here: a handful of read-only queries. Not here: their layout (`summary_layout.py`), and any
computation; every figure is a count or a sum of what the tables hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.ml.stages import present_decision
from orchestration.pinning import loaded_version
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

Rows = list[tuple[Any, ...]]

QUERIES = {
    "run": """
        select source, ref, version, objects_total, objects_added, objects_replaced,
            objects_removed, objects_unchanged, objects_failed
        from raw.ingest_runs order by started_at desc, run_id limit 1
    """,
    "rows": "select coalesce(sum(row_count), 0)::bigint from raw.objects",
    "rejected": "select reason, count(*) from raw.rejected_rows group by reason",
    "readings": """
        unpivot (
            select
                sum(sample_count)::bigint as kept,
                sum(exact_duplicate_count)::bigint as exact_duplicate,
                sum(redundant_off_duty_count)::bigint as redundant_off_duty,
                sum(vehicle_missing_count)::bigint as vehicle_missing,
                sum(timestamp_missing_count)::bigint as timestamp_missing,
                sum(timestamp_not_a_number_count)::bigint as timestamp_not_a_number,
                sum(timestamp_impossible_count)::bigint as timestamp_impossible
            from marts.fct_data_quality_daily
        )
        on columns(*) into name what value readings
    """,
    "classes": "select vehicle_class, count(*) from marts.dim_vehicles group by all order by all",
    "sensors": """
        select load_sensor_status, count(*) from marts.dim_vehicles
        where vehicle_class = 'forklift' group by all order by count(*) desc, 1
    """,
    "carries": "select count(*), coalesce(sum(duration_s), 0) from marts.fct_carry_segments",
    "training": """
        select run_id, message from ml.training_runs
        order by trained_at desc, run_id limit 1
    """,
    "champion": """
        select run_id, model_path from ml.training_runs where run_id = $champion
    """,
    "decision": """
        select stage, reason from ml.model_stages
        where decided_by = 'rule' and run_id = (
            select run_id from ml.training_runs order by trained_at desc, run_id limit 1
        )
        order by in_force_since desc limit 1
    """,
    "scores": """
        pivot (
            select split, model, metric, value from ml.model_metrics
            where fold = 'all' and vehicle_id = 'all' and run_id = $champion
        )
        on metric in ('mcc', 'f1', 'pr_auc', 'segment_f1') using any_value(value)
        order by split, mcc desc nulls last, model
    """,
}

KEPT = "kept"
"""Of the readings: those that are samples."""

NEED = {
    "training": "training_runs",
    "champion": "training_runs",
    "decision": "model_stages",
    "scores": "model_metrics",
}
"""The table of `ml` that a query cannot do without."""
ML_TABLES = "select table_name from information_schema.tables where table_schema = 'ml'"


@dataclass(frozen=True)
class Summary:
    """Answers of the warehouse, by the name of the query, and where things are."""

    answers: dict[str, Rows]
    warehouse: Path
    models: Path


def summarise(settings: Settings) -> Summary:
    """Ask the warehouse; it is opened read-only and closed again."""
    with open_warehouse(settings, read_only=True) as connection:
        there = {table for (table,) in connection.execute(ML_TABLES).fetchall()}
        decision = present_decision(connection, loaded_version(connection))
        named = {"champion": decision.champion if decision else None}
        answers = {
            name: connection.execute(query, named if "$champion" in query else None).fetchall()
            if name not in NEED or NEED[name] in there
            else []
            for name, query in QUERIES.items()
        }
    return Summary(answers, settings.warehouse_path, settings.models_path)
