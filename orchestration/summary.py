"""The summary that ends a run: what the warehouse says, in one screen.

Lives here: a handful of read-only queries and their layout. Not here: any computation; every
figure is a count or a sum of what the tables hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

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
NEVER_TRAINED = (None, "not trained yet")


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


def render(summary: Summary) -> RenderableType:
    """Lay the answers out for a terminal."""
    answers = summary.answers
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold")
    facts.add_column()
    source, ref, version, *objects = answers["run"][0]
    asked = "" if ref == version else f" {ref}"
    facts.add_row("Source", f"{source}{asked} at version {version[:12]}")
    facts.add_row("Files", files_line(objects))
    facts.add_row("Vehicles", counts_line(answers["classes"]))
    facts.add_row("Rows", rows_line(answers))
    facts.add_row("Dropped", counts_line(dropped(answers)) or "none")
    segments, seconds = answers["carries"][0]
    facts.add_row("Carrying", f"{seconds / 3600:,.1f} h in {segments:,} carries")
    facts.add_row("Load sensors", counts_line(answers["sensors"]))
    run_id, message = (answers["training"] or [NEVER_TRAINED])[0]
    champion, model = (answers["champion"] or [(None, None)])[0]
    facts.add_row("Classifier", f"champion {champion}" if champion else f"none: {message}")
    for stage, reason in answers["decision"]:
        if stage == "candidate" and run_id != champion:
            facts.add_row("Candidate", f"{run_id}, {reason}")
    where = Table.grid(padding=(0, 2))
    where.add_column(style="bold")
    where.add_column(overflow="fold")
    where.add_row("Tables", str(summary.warehouse))
    if model:
        where.add_row("Model", str(summary.models / model))
    if (card := summary.models / f"{run_id}.html").is_file():
        where.add_row("Card", str(card))
    scores = [Padding(scores_table(answers["scores"]), (1, 0))] if answers["scores"] else []
    return Group(Text(), facts, *scores, where)


def files_line(objects: list[int]) -> str:
    """Files of the source, and what changed since the last run."""
    total, *changes = objects
    names = ("added", "replaced", "removed", "unchanged", "failed")
    said = [f"{count:,} {name}" for count, name in zip(changes, names, strict=True) if count]
    return f"{total:,} ({', '.join(said)})" if said else f"{total:,}"


def rows_line(answers: dict[str, Rows]) -> str:
    """Rows read, kept as samples, and not kept."""
    rows_in = answers["rows"][0][0]
    kept = sum(count for name, count in answers["readings"] if name == KEPT)
    return f"{rows_in:,} in, {kept:,} kept, {rows_in - kept:,} dropped"


def dropped(answers: dict[str, Rows]) -> Rows:
    """Rows that were not kept, by reason, the most frequent first."""
    reasons = [*answers["rejected"], *(row for row in answers["readings"] if row[0] != KEPT)]
    return sorted((row for row in reasons if row[1]), key=lambda row: (-row[1], row[0]))


def counts_line(counts: Rows) -> str:
    """`12 this, 3 that`."""
    return ", ".join(f"{count:,} {str(name).replace('_', ' ')}" for name, count in counts)


def scores_table(scores: Rows) -> Table:
    """Scores of the model beside its baselines, by how they were held out."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Judged on", "Model"):
        table.add_column(heading)
    for heading in ("MCC", "F1", "PR-AUC", "Segment F1"):
        table.add_column(heading, justify="right")
    previous = None
    for split, model, *values in scores:
        shown = ["–" if value is None else f"{value:.3f}" for value in values]
        label = "" if split == previous else split.replace("_", " ")
        table.add_row(label, model.replace("_", " "), *shown)
        previous = split
    return table
