"""The tables of the `ml` schema.

Lives here: their columns, and making what is missing. Not here: their rows (`tables.py`).
"""

from __future__ import annotations

import duckdb

ALL = "all"
"""What stands for the fold and the vehicle where a score is of all of them."""
_SLICE = "model varchar, split varchar, fold varchar, vehicle_id varchar"
TABLES = {
    "training_runs": (
        "run_id varchar, version varchar, status varchar, message varchar, settings json,"
        " features json, data_fingerprint varchar, rows_per_vehicle json, rows_excluded json,"
        " library_versions json, notes json, trained_at timestamp, seconds double,"
        " model_path varchar, model_sha256 varchar"
    ),
    "model_metrics": (
        f"run_id varchar, version varchar, {_SLICE}, metric varchar, value double,"
        " low double, high double"
    ),
    "confusion": (
        f"run_id varchar, version varchar, {_SLICE}, is_carrying boolean,"
        " is_carrying_predicted boolean, window_count bigint, on_duty_s double"
    ),
    "feature_importance": (
        "run_id varchar, version varchar, kind varchar, feature varchar, feature_group varchar,"
        " importance double, importance_std double"
    ),
    "held_out_sessions": (
        "run_id varchar, version varchar, vehicle_id varchar, session_id varchar,"
        " session_version varchar, fold varchar, window_count bigint, true_positive_s double,"
        " false_positive_s double, false_negative_s double, true_negative_s double,"
        " unknown_s double"
    ),
    "feature_profiles": (
        "run_id varchar, version varchar, feature varchar, bin_edges double[], bin_shares double[]"
    ),
    "drift": (
        "version varchar, run_id varchar, measure varchar, feature varchar, value double,"
        " expected double, threshold double, window_count bigint, vehicle_count bigint,"
        " is_judged boolean, is_beyond boolean, basis varchar"
    ),
    "model_stages": (
        "version varchar, run_id varchar, stage varchar, champion varchar,"
        " champion_before varchar, decided_by varchar, reason varchar, mcc double,"
        " champion_mcc double, difference double, low double, high double,"
        " session_count bigint, vehicle_count bigint, decided_at timestamp,"
        " in_force_since timestamp"
    ),
    "carry_state_predictions": (
        "vehicle_id varchar, session_id varchar, window_started_at timestamp, probability double,"
        " is_carrying_predicted boolean, carry_state varchar, is_height_usable boolean,"
        " model_version varchar, session_version varchar"
    ),
}

_ADDED = (
    ("carry_state_predictions", "session_version", "varchar"),
    ("carry_state_predictions", "carry_state", "varchar"),
    ("carry_state_predictions", "is_height_usable", "boolean"),
    ("model_metrics", "low", "double"),
    ("model_metrics", "high", "double"),
    ("drift", "basis", "varchar"),
)
"""Columns that tables of earlier versions lack."""


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the `ml` schema and its tables where they are missing."""
    connection.execute("create schema if not exists ml")
    for name, columns in TABLES.items():
        connection.execute(f"create table if not exists ml.{name} ({columns})")
    for table, column, kind in _ADDED:
        connection.execute(f"alter table ml.{table} add column if not exists {column} {kind}")
