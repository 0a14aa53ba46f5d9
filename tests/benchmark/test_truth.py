"""Two small fleets from the simulator to the judged windows, and what the command refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

import orchestration.benchmark.truth as truth
from orchestration.benchmark.truth import judge_fleets
from orchestration.benchmark.truth_build import settings_of
from orchestration.benchmark.truth_fleets import CONDITIONS, FLEETS, judging_fleets, training_fleet
from orchestration.benchmark.truth_scores import scores_of
from orchestration.benchmark.truth_windows import JUDGES
from orchestration.errors import SettingsError
from orchestration.settings import Settings
from tests.thoroughness import THOROUGH

SEED = 3
"""Of the fleets that are judged here; no threshold was chosen on it."""


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    """Eight vehicles with half an hour of duty each, and a model of few trees.

    The reference rule, which has tests of its own, is only built when there is time.
    """
    folder = tmp_path_factory.mktemp("fleets")
    with pytest.MonkeyPatch.context() as patch:
        if not THOROUGH:
            patch.setattr(truth, "build_reference", nothing_by_the_reference)
        yield judged(folder)


def nothing_by_the_reference(root: Path) -> Settings:
    settings = settings_of(root / "scalable", root / "reference")
    settings.data_path.mkdir()
    with duckdb.connect(str(settings.warehouse_path)) as connection:
        connection.execute("create schema intermediate")
        connection.execute("""
            create table intermediate.int_windows__measured
                (vehicle_id varchar, window_number bigint, carrying_share double)
        """)
    return settings


def judged(folder: Path) -> pd.DataFrame:
    return judge_fleets(
        folder,
        vehicles=8,
        days=1,
        seed=SEED,
        train_seed=1001,
        fleets=("standard",),
        rows=2_500,
        overrides={
            "folds": 2,
            "neighbour_windows": 4,
            "boosting": {"max_iter": 8, "min_samples_leaf": 20},
        },
    )


@pytest.mark.timeout(600)
def test_every_judge_is_better_where_it_should_be(windows: pd.DataFrame) -> None:
    """Good sensors: the rule. A dead one: the model alone, in spite of what little it has seen."""
    good = windows[windows["load_fault"].isin(["good", "analog"])]
    dead = windows[windows["load_fault"] == "stuck_0"]
    on_good = {judge: scores_of(good, judge)["f1"] or 0.0 for judge in JUDGES}
    on_dead = {judge: scores_of(dead, judge)["f1"] or 0.0 for judge in JUDGES}
    assert on_good["product"] > 0.96
    assert on_good["estimate"] == on_good["product"]
    # The old baseline reads the load that makes the label, and is lost without it.
    assert on_good["leaky"] > 0.9
    assert on_good["reference"] < 0.6  # nothing at all, unless there is time to build it
    assert on_dead["product"] == on_dead["leaky"] == on_dead["reference"] == 0.0
    for judge in ("model", "transferred", "causal", "estimate", "transferred_estimate"):
        assert on_dead[judge] > 0.6, judge


def test_transferred_estimate_chooses_as_the_mart_does(windows: pd.DataFrame) -> None:
    """Written a second time for a model that is not the warehouse's own: alike where it must be."""
    trusted = windows[windows["load_sensor_status"] == "trusted"]
    assert (trusted["estimate"] == trusted["transferred_estimate"]).all()
    others = windows[windows["load_sensor_status"] != "trusted"]
    known = ~others["model_unknown"].astype(bool) & ~others["transferred_unknown"].astype(bool)
    agreed = others[known & (others["model"] == others["transferred"])]
    assert len(agreed) > 300
    assert (agreed["estimate"] == agreed["transferred_estimate"]).all()


def test_only_judging_fleets_are_judged(windows: pd.DataFrame) -> None:
    assert set(windows["vehicle_id"]) == {f"FL-{n:02d}" for n in range(1, 9)}
    assert set(windows["fleet"]) == {"standard"} and set(windows["condition"]) == {"usual"}


def test_fleets_differ_in_what_they_are_for() -> None:
    fleets = {fleet.name: fleet for fleet in judging_fleets(FLEETS, 28, 1, 9001)}
    assert [fleet.spec.seed for fleet in fleets.values()] == [9001, 9002, 9003, 9004]
    names = [v.vehicle_id for fleet in fleets.values() for v in fleet.spec.vehicles]
    names += [v.vehicle_id for v in training_fleet(28, 1, 1001).spec.vehicles]
    assert len(set(names)) == len(names) == 28 + 3 * 14 + 28
    standard = {v.load_fault for v in fleets["standard"].spec.vehicles}
    assert len(standard) == 8
    both = [v for v in fleets["both_sensors"].spec.vehicles if v.load_fault != "good"]
    assert len(both) == 7 and all(v.height_fault != "good" for v in both)
    used = fleets[CONDITIONS]
    combined = {(used.conditions[v.vehicle_id], v.load_fault) for v in used.spec.vehicles}
    assert len(combined) == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fleets", "standard,moon"], "unknown fleets moon; known: standard, other_site"),
        (["--train-seed", "9002"], "--train-seed 9002 is that of a judging fleet"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], said: str) -> None:
    app = typer.Typer()
    app.command()(truth.main)
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 1
    [line] = ended.output.strip().splitlines()
    assert said in line


def test_unknown_fleet_is_refused() -> None:
    with pytest.raises(SettingsError, match="unknown fleets moon"):
        judging_fleets(("moon",), 8, 1, 1)
