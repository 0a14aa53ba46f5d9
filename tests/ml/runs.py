"""Training runs written by hand, with outcomes that can be computed by head.

Of 100 s, a good model tells 90 s and an equal part of each state: MCC 0.8. A fair one tells 80 s:
MCC 0.6. A poor one tells 70 s: MCC 0.4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb

Cells = tuple[float, float, float, float]
"""True positive, false positive, false negative, true negative: seconds."""
GOOD: Cells = (45, 5, 5, 45)
FAIR: Cells = (40, 10, 10, 40)
POOR: Cells = (35, 15, 15, 35)
SHA256 = "c" * 64


def add_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    version: str,
    vehicles: Mapping[str, Cells],
    *,
    session_version: str | None = "1",
    settings: Mapping[str, Any] | None = None,
    status: str = "trained",
) -> None:
    """A run as `write_run` leaves it before it is decided on: one session per held-out vehicle."""
    (count,) = connection.execute("select count(*) from ml.training_runs").fetchone() or (0,)
    connection.execute(
        "insert into ml.training_runs (run_id, version, status, settings, trained_at, model_path,"
        " model_sha256) values (?, ?, ?, ?, ?, ?, ?)",
        [
            run_id,
            version,
            status,
            json.dumps(settings or {}),
            datetime(2025, 3, 1) + timedelta(days=count),
            f"{run_id}.skops",
            SHA256,
        ],
    )
    for vehicle, (tp, fp, fn, tn) in vehicles.items():
        connection.execute(
            "insert into ml.held_out_sessions values (?, ?, ?, ?, ?, '0', 20, ?, ?, ?, ?, 0)",
            [run_id, version, vehicle, f"{vehicle}@1", session_version, tp, fp, fn, tn],
        )
