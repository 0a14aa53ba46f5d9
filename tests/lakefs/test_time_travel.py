"""The whole job over two commits, back and on again: a commit gives what it gave as the newest.

One data folder sees a commit that appends and one that rewrites and removes, and is then taken back
to the first of them by the command that users type, and on again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from orchestration.history import open_history
from orchestration.simulator import FleetSpec, VehicleSpec, write_fleet
from tests.bad_days.contents import Contents, contents
from tests.bad_days.place import Place as Runs
from tests.lakefs.conftest import Place, new_place
from tests.lakefs.double import Double

pytestmark = pytest.mark.timeout(900)
SECRET = Double.secret_access_key
COMMAND = """
import runpy
from tests.bad_days.quick import learn_quickly

learn_quickly()
runpy.run_module("orchestration.run", run_name="__main__")
"""
"""`python -m orchestration.run`, with the quick training of the other runs."""


@dataclass
class Journey:
    """What the warehouse held at each commit: as the newest, and later again."""

    runs: Runs
    place: Place
    commits: dict[str, str]
    as_newest: dict[str, Contents]
    again: dict[str, Contents]
    models: dict[str, dict[str, bytes]]
    """The model files after each run, by name."""


def telemetry(folder: Path, seed: int) -> dict[str, bytes]:
    """Files of four forklifts by name."""
    vehicles = tuple(VehicleSpec(f"FL-{number}") for number in range(4))
    spec = FleetSpec(vehicles, seed=seed, rows_per_vehicle=1000)
    write_fleet(spec, folder, files_per="vehicle")
    return {file.name: file.read_bytes() for file in (folder / "real_data").iterdir()}


@pytest.fixture(scope="module")
def journey(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    folder = tmp_path_factory.mktemp("time_travel")
    first, second = telemetry(folder / "seed1", 1), telemetry(folder / "seed2", 2)
    with Double() as double:
        place = new_place(double.endpoint, double=double)
        settings = {
            "FORKLIFT_SOURCE": "lakefs",
            "FORKLIFT_LAKEFS_ENDPOINT": place.endpoint,
            "FORKLIFT_LAKEFS_REPOSITORY": place.repository,
            "LAKECTL_CREDENTIALS_ACCESS_KEY_ID": place.access_key_id,
            "LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY": place.secret_access_key,
        }
        runs = Runs(folder / "runs", settings)
        journey = Journey(runs, place, {}, {}, {}, {})

        def commit(name: str) -> None:
            journey.commits[name] = place.commit(name)
            assert runs.run(tested=False) is None
            journey.as_newest[name] = contents(runs.warehouse)
            journey.models[name] = models(runs)

        def arrived(name: str) -> None:
            journey.again[name] = contents(runs.warehouse)
            assert models(runs)[model_name(runs)] == journey.models[name][model_name(runs)]

        for name, content in itertools.islice(sorted(first.items()), 3):
            place.put(f"real_data/{name}", content)
        place.commit("before")
        place.put("real_data/FL-3.csv", first["FL-3.csv"])
        commit("append")
        place.put("real_data/FL-1.csv", second["FL-1.csv"])
        place.remove("real_data/FL-0.csv")
        commit("rewrite")
        code, _, err = runs.run_apart("-c", COMMAND, "--ref", "main~1")
        assert code == 0, err
        arrived("append")
        assert runs.run(journey.commits["rewrite"], tested=False) is None
        arrived("rewrite")
        return journey


def models(runs: Runs) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (runs.data_dir / "models").glob("*.skops")}


def model_name(runs: Runs) -> str:
    """The model file of the version that is loaded now."""
    ((name,),) = runs.query(
        "select model_path from ml.training_runs where status = 'trained' "
        "order by trained_at desc limit 1"
    )
    return str(name)


def test_the_commits_differ(journey: Journey) -> None:
    """Or nothing would be shown by the tests below."""
    seen = journey.as_newest
    for table in ("raw.telemetry", "marts.feat_carry_windows", "ml.model_metrics"):
        assert len({seen[name][table] for name in seen}) == 2, table


@pytest.mark.parametrize("name", ["append", "rewrite"])
def test_a_commit_gives_the_same_tables_model_and_metrics(journey: Journey, name: str) -> None:
    assert journey.again[name] == journey.as_newest[name]
    assert journey.again[name]["ml.model_metrics"][0] > 0
    assert journey.again[name]["ml.carry_state_predictions"][0] > 0


def test_the_commit_is_everywhere(journey: Journey) -> None:
    commit = journey.commits["rewrite"]
    for table in ("raw.telemetry", "raw.objects"):
        assert journey.runs.query(f"select distinct version from {table}") == [(commit,)]
    logged = journey.runs.query(
        "select source, ref, version from raw.ingest_runs order by started_at desc limit 2"
    )
    appended = journey.commits["append"]
    assert logged == [("lakefs", commit, commit), ("lakefs", "main~1", appended)]
    trained = "select version from ml.training_runs order by trained_at desc limit 1"
    assert journey.runs.query(trained) == [(commit,)]
    for table in ("training_runs", "model_metrics"):
        versions = {row[0] for row in journey.runs.query(f"select version from ml.{table}")}
        assert versions == set(journey.commits.values())


def test_dagster_knows_the_commit(journey: Journey) -> None:
    with pytest.MonkeyPatch.context() as patch:
        journey.runs.settle(patch)
        with open_history() as instance:
            (tags,) = [run.tags for run in instance.get_runs()]
            event = instance.get_latest_materialization_event(dg.AssetKey(["raw", "telemetry"]))
    assert tags["lakefs/commit"] == journey.commits["append"]
    assert tags["lakefs/message"] == "append"
    assert tags["lakefs/ref"] == "main~1"
    assert event is not None and event.asset_materialization is not None
    seen = event.asset_materialization.tags or {}
    assert seen["dagster/data_version"] == journey.commits["append"]


def test_only_what_changed_was_downloaded(journey: Journey) -> None:
    """Four objects of the first commit and the rewritten one, over four runs."""
    assert journey.place.double is not None
    assert journey.place.double.count("get_object") == 5


def test_the_secret_is_in_no_file(journey: Journey) -> None:
    """Logs, Dagster's history, dbt's artifacts, tables, models: everything that the runs wrote."""
    files = [path for path in journey.runs.folder.rglob("*") if path.is_file()]
    assert {"index.db", "dbt.log"} <= {path.name for path in files}
    for path in files:
        assert SECRET.encode() not in path.read_bytes(), path
