"""Windows beside the truth, from two warehouses of a few rows made by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.benchmark.truth_fleets import JudgedFleet
from orchestration.benchmark.truth_windows import judged_windows
from orchestration.simulator import FleetSpec, VehicleSpec

START = datetime(2025, 3, 3, 6)
START_MS = 1_740_981_600_000
WINDOW = START_MS // 5000
FLEET = JudgedFleet("f", FleetSpec((VehicleSpec("a"), VehicleSpec("b"))), {"b": "dual cycles"})


def estimate(number: int, status: str, sensor: bool | None, **others: Any) -> dict[str, Any]:
    """A window of vehicle b: the model finds it carrying, and is sure."""
    return {
        "vehicle_id": "b",
        "session_id": "s",
        "window_started_at": START + timedelta(seconds=5 * number),
        "load_sensor_status": status,
        "observed_s": 5.0,
        "sensor_is_carrying": sensor,
        "model_is_carrying": True,
        "is_carrying": True,
        "estimate_source": "model",
        "model_state": "carrying",
        "model_probability": 0.9,
        **others,
    }


ESTIMATES = [
    estimate(0, "trusted", False),
    estimate(1, "trusted", None),
    estimate(2, "flickering", True),
    estimate(3, "flickering", True),
    estimate(4, "absent", True),
    estimate(5, "absent", None, is_carrying=None, estimate_source="unknown", model_state="unknown"),
    # Observed for less than half of its time, and without a prediction of another fleet's model.
    estimate(6, "absent", None, observed_s=2.4),
    estimate(7, "absent", True, observed_s=2.5),
]
TRANSFERRED = [(0, True, True), (1, True, True), (2, False, True), (3, False, False)]
TRANSFERRED += [(4, True, False), (5, True, True)]


def keyed(rows: list[tuple[Any, ...]], *names: str) -> pd.DataFrame:
    keys = {"vehicle_id": "b", "session_id": "s"}
    frame = pd.DataFrame(rows, columns=["number", *names]).assign(**keys)
    frame["window_started_at"] = START + pd.to_timedelta(5 * frame.pop("number"), unit="s")
    return frame


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    root = tmp_path_factory.mktemp("made")
    write(root / "product.duckdb", "marts.fct_carry_estimates", pd.DataFrame(ESTIMATES))
    measured = pd.DataFrame(
        {"vehicle_id": "b", "window_number": [WINDOW, WINDOW + 1], "carrying_share": [0.5, 0.4]}
    )
    write(root / "reference.duckdb", "intermediate.int_windows__measured", measured)
    write_truth(root / "f" / "truth")
    transferred = keyed(TRANSFERRED, "transferred", "transferred_known").assign(
        transferred_probability=0.8, causal=False, causal_probability=0.3
    )
    leaky = keyed([(4, True), (5, False)], "leaky")
    paths = root / "product.duckdb", root / "reference.duckdb"
    return judged_windows(root, *paths, [FLEET], transferred, leaky)


def write(path: Path, table: str, frame: pd.DataFrame) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema {table.split('.')[0]}")
        connection.register("given", frame)
        connection.execute(f"create table {table} as select * from given")


def write_truth(folder: Path) -> None:
    """Carries from 1 s into window 0 to 1 s into window 2, and 2 s + 0.4 s of window 4."""
    folder.mkdir(parents=True)
    carries = [(1_000, 11_000), (20_000, 22_000), (24_600, 25_000)]
    pd.DataFrame(
        [("b", START_MS + begin, START_MS + end) for begin, end in carries],
        columns=["vehicle_id", "started_at_ms", "ended_at_ms"],
    ).to_parquet(folder / "carries.parquet")
    faults = {"vehicle_class": "reach", "load_fault": "good", "height_fault": "good"}
    pd.DataFrame([{"vehicle_id": name, **faults} for name in "ab"]).to_parquet(
        folder / "vehicles.parquet"
    )


def test_truth_is_the_share_of_the_window(windows: pd.DataFrame) -> None:
    assert windows["true_share"].tolist() == pytest.approx([0.8, 1, 0.2, 0, 0.48, 0, 0])
    assert windows["truth"].tolist() == [True, True, False, False, False, False, False]
    assert len(windows) == 7  # the eighth is observed for too short
    assert windows["condition"].eq("dual cycles").all() and windows["fleet"].eq("f").all()


def test_rules_and_estimate_are_false_where_they_say_nothing(windows: pd.DataFrame) -> None:
    assert windows["reference"].tolist() == [True, False, False, False, False, False, False]
    assert windows["product"].tolist() == [False, False, True, True, True, False, True]
    assert windows["estimate"].tolist() == [True] * 5 + [False, True]
    assert windows["estimate_unknown"].tolist() == [False] * 5 + [True, False]
    assert windows["model"].all() and windows["model_unknown"].sum() == 1


def test_estimate_with_another_fleets_model(windows: pd.DataFrame) -> None:
    """By window: sensor; nothing seen, so model; model; not sure, so sensor; not sure; model."""
    said = [False, True, False, True, False, True, False]
    assert windows["transferred_estimate"].tolist() == said


def test_what_is_not_said_stays_null(windows: pd.DataFrame) -> None:
    assert windows["leaky"].isna().tolist() == [True] * 4 + [False, False, True]
    assert windows["transferred"].isna().tolist() == [False] * 6 + [True]
    assert windows["causal_probability"].tolist()[:6] == [0.3] * 6
