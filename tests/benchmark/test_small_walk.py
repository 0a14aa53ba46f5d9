"""History, curves, idle run and a training, measured as a whole on one walk of a small fleet.

Two minutes that say something of the benchmark alone: `--hypothesis-profile=thorough` has them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import orchestration.benchmark.run
from orchestration.benchmark import curves, history, idle
from orchestration.benchmark.options import Options
from orchestration.benchmark.record import Step
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.walk_through import walk_through
from orchestration.warehouse import open_warehouse
from tests.thoroughness import ONLY_THOROUGHLY

pytestmark = ONLY_THOROUGHLY


@dataclass
class Walked:
    """What one command left and printed."""

    results: Path
    picture: Path
    shown: str
    trained: list[Step]
    windows: list[int]

    def figures(self, name: str) -> dict[str, Any]:
        return json.loads((self.results / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("walk")
    trained: list[Step] = []
    windows: list[int] = []

    def ask_training(walk: Walk) -> None:
        def train() -> None:
            trained.append(walk.place.python("train", "--share", "0.5"))
            with open_warehouse(walk.place.settings, read_only=True) as connection:
                counted = "from marts.feat_carry_windows select count(*)"
                windows.extend(connection.execute(counted).fetchall()[0])

        walk.after(1, train)

    def ask_history(walk: Walk) -> Any:
        ask_training(walk)
        return history.ask(walk, 1, 2)

    with pytest.MonkeyPatch.context() as patch, pytest.MonkeyPatch.context() as printed:
        patch.setattr(orchestration.benchmark.run, "REPEATS", 1)
        patch.setattr("orchestration.benchmark.history.REPEATS", 1)
        patch.setenv("FORKLIFT_DATA_DIR", str(folder / "data"))
        patch.setenv("OMP_NUM_THREADS", "1")  # training threads that wait spin; tests share CPUs
        lines: list[str] = []
        printed.setattr(
            "rich.console.Console.print", lambda _, *said, **__: lines.extend(map(str, said))
        )
        walk_through(
            Options(check=True),
            6,
            3,
            ask_history,
            lambda walk: curves.ask(walk, [1], folder / "pictures" / "daily.svg"),
            lambda walk: idle.ask(walk, 1),
        )
    return Walked(
        folder / "data" / "benchmark",
        folder / "pictures" / "daily.svg",
        "\n".join(lines),
        trained,
        windows,
    )


@pytest.mark.timeout(1200)
def test_writes_a_file_for_each_part_and_cleans_up(walked: Walked) -> None:
    written = sorted(path.name for path in walked.results.iterdir())
    assert written == ["curves.json", "history.json", "idle.json"]
    assert walked.picture.is_file()
    assert "All figures: " in walked.shown


def test_history(walked: Walked) -> None:
    written = walked.figures("history")
    full, [second], [third] = (
        written[key] for key in ("full_rebuild", "daily_after_days", "daily_after_later")
    )
    assert [run["day"] for run in (full, second, third)] == [2, 2, 3]
    # A rebuild reads all days so far, a daily run only the new one.
    assert full["ingest"]["rows"] > second["ingest"]["rows"] > 10_000
    assert full["build"]["parts"].keys() == second["build"]["parts"].keys()
    for run in (full, second, third):
        sql = run["sql_seconds"]
        assert sql["models"] > 0 and sql["tests"] > 0
        assert sql["sql"] == pytest.approx(sum(run["build"]["statements"].values()))
        assert sql["nodes"] == pytest.approx(sum(run["build"]["parts"].values()))
        # The time of a node holds that of its SQL.
        assert sql["nodes"] > sql["models"] + sql["tests"] > sql["besides"] > 0
        assert run["wall_seconds"] > run["build"]["process_seconds"] > sql["net_wall"] > 0
    assert [goal["name"] for goal in written["goals"]] == [
        "One more day, of full rebuild",
        "Daily run, 240 days of 60 days",
    ]


def test_curves(walked: Walked) -> None:
    written = walked.figures("curves")
    [point] = written["points"]
    assert point["day"] == 1
    assert point["daily_run"] > point["carries_alone"] > point["one_worker"] > 0
    assert point["two_workers"] > 0
    assert written["crossing_days"] is written["crossing_days_carries_alone"] is None


def test_idle(walked: Walked) -> None:
    quiet = walked.figures("idle")
    assert [each["name"] for each in quiet["steps"]["plain"]] == ["ingest", "build"]
    assert quiet["steps"]["plain"][0]["rows"] == 0, "the idle run loaded something"
    assert quiet["seconds"].keys() == {"plain", "Dagster"}
    assert all(seconds > 1 for seconds in quiet["seconds"].values())


def test_training_on_a_share(walked: Walked) -> None:
    """Sessions are taken whole, so half of the windows is a little less than that."""
    [step], [windows] = walked.trained, walked.windows
    assert 0.3 * windows < (step.windows or 0) <= 0.5 * windows
