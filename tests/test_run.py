"""The whole job on the bundled data, as a user runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.history import open_history
from orchestration.publishing.audit import audit
from orchestration.settings import REPOSITORY, load_settings

QUICK = {"folds": 2, "importance_rows": 100, "boosting": {"max_iter": 10}}
STEPS = {
    "ingest",
    "raw__telemetry_rows_reconcile",
    "dbt_build",
    "fleet_is_heard",
    "train",
    "training_is_steady",
    "ml__model_metrics_model_beats_majority",
    "ml__carry_state_predictions",
    "ml__carry_state_predictions_predictions_complete",
    "dbt_build_after_ml",
}


@dataclass(frozen=True)
class Finished:
    """A run that came to its end."""

    data_dir: Path
    run_id: str
    spans: dict[str, tuple[float, float]]
    """Start and end of each step, epoch seconds."""
    waits: list[float]
    """Seconds until each process began, in the order of the steps."""

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.data_dir / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def python(*arguments: str, timeout: float = 800) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def finished(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The main job with every step in its own process, and a history of its own."""
    data_dir = tmp_path_factory.mktemp("main_job")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORKLIFT_DATA_DIR", str(data_dir))
        patch.setenv("DAGSTER_HOME", str(REPOSITORY))
        config = data_dir / "quick.yaml"
        train = {"config": QUICK}
        config.write_text(json.dumps({"ops": {"train": train}}))
        job = ("-m", "orchestration.definitions", "-j", "forklift_training_job")
        ended = python("dagster", "job", "execute", *job, "-c", str(config))
        assert ended.returncode == 0, ended.stderr[-3000:]
        with open_history() as instance:
            (run,) = instance.get_runs()
            stats = instance.get_run_step_stats(run.run_id)
            waits = waits_for_workers(instance, run.run_id)
        spans = {stat.step_key: (stat.start_time or 0.0, stat.end_time or 0.0) for stat in stats}
        yield Finished(data_dir, run.run_id, spans, waits)


def waits_for_workers(instance: dg.DagsterInstance, run_id: str) -> list[float]:
    """Seconds between the order to start a step's process and its first sign of life."""
    kinds = (dg.DagsterEventType.STEP_WORKER_STARTING, dg.DagsterEventType.STEP_WORKER_STARTED)
    at: dict[str, list[float]] = {}
    for record in instance.all_logs(run_id, of_type=set(kinds)):
        assert record.step_key is not None
        at.setdefault(record.step_key, []).append(record.timestamp)
    return [max(times) - min(times) for times in at.values()]


def test_every_step_ran_alone(finished: Finished) -> None:
    """The multiprocess executor would run some side by side, were it not for the pool."""
    assert set(finished.spans) == STEPS
    spans = sorted(finished.spans.values())
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


def test_only_the_first_process_imports_the_graph(finished: Finished) -> None:
    """The others are forked from one that has it."""
    first, *others = finished.waits
    assert len(others) == len(STEPS) - 1
    assert median(others) < first / 2


def test_everything_is_of_one_version(finished: Finished) -> None:
    (version,) = {row[0] for row in finished.query("select version from raw.objects")}
    assert finished.query("select distinct version from ml.training_runs") == [(version,)]
    assert finished.query("select run_id from raw.ingest_runs") == [(finished.run_id,)]
    observed = latest(finished, ["raw", "telemetry"])
    assert observed["version"] == version


def test_dbt_parses_the_project_once(finished: Finished) -> None:
    """The warehouse is a new one, so the first step parses everything, and the next one nothing."""
    whole = {}
    for step in ("dbt_build", "dbt_build_after_ml"):
        log = finished.data_dir / "dbt" / f"{finished.run_id[:8]}-{step}" / "dbt.log"
        whole[step] = "Unable to do partial parsing" in log.read_text(encoding="utf-8")
    assert whole == {"dbt_build": True, "dbt_build_after_ml": False}


def test_metadata_is_shown(finished: Finished) -> None:
    rows = finished.query("select count(*) from marts.feat_carry_windows")[0][0]
    mart = latest(finished, ["marts", "feat_carry_windows"])
    assert mart["dagster/row_count"] == rows > 0
    assert "dagster/column_schema" in mart
    assert "dagster/column_lineage" not in mart  # asked for by FORKLIFT_COLUMN_LINEAGE alone
    model = latest(finished, ["ml", "carry_state_model"])
    for picture in ("confusion", "precision_recall", "calibration", "importance", "hour_1"):
        assert f"\n[{picture}]: data:image/png;base64," in str(model["card"])
    page = Path(str(model["card_file"]))
    assert page.with_suffix(".md").read_text(encoding="utf-8") == str(model["card"])
    assert str(finished.data_dir) not in page.read_text(encoding="utf-8")
    assert "hist_gradient_boosting" in str(model["scores"])
    rejected = latest(finished, ["raw", "rejected_rows"])
    assert "too_few_fields" in str(rejected["by_reason"])


def test_the_unit_tests_of_the_models_pass(
    finished: Finished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs leave them out, since they judge the code and not the data."""
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    parsed = finished.data_dir / "dbt" / f"{finished.run_id[:8]}-dbt_build"
    shutil.copytree(parsed, tmp_path / "target")
    ended = python("orchestration.project", "test", "--select", "test_type:unit")
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "PASS=" in ended.stdout


def test_a_second_run_is_quiet_and_sums_up(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make run` on the same data: nothing to load, and one screen of text."""
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
    monkeypatch.setenv("COLUMNS", "200")  # no line is broken, however long the folders' names are
    before = finished.query("select count(*), sum(hash(t)) from raw.telemetry_rows as t")
    ended = python("orchestration.run", "--job", "forklift_build_job")
    assert ended.returncode == 0, ended.stderr
    assert finished.query("select count(*), sum(hash(t)) from raw.telemetry_rows as t") == before
    shown = ended.stdout
    assert len(shown.splitlines()) < 40
    for fact in ("Source", "unchanged", "Vehicles", "Rows", "Carrying", "Load sensors", "Tables"):
        assert fact in shown
    rules = "select drop_rule, count(*) from staging.stg_telemetry__samples group by all"
    for rule, count in finished.query(rules):
        said = "kept" if rule is None else rule.replace("_", " ")
        assert f" {count:,} {said}" in " ".join(shown.split())
    assert "DEBUG" not in ended.stdout + ended.stderr


def test_tests_of_what_stands_say_what_they_said(finished: Finished) -> None:
    """The run before found nothing new; checks that say nothing would forbid to write back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
        with open_history() as instance:
            latest_run = instance.get_runs(limit=1)[0].run_id
            then, now = (said_by(instance, run_id) for run_id in (finished.run_id, latest_run))
            of_classifier = {key for key in then if key.asset_key.path[-1] == "fct_carry_estimates"}
            of_classifier |= {key for key in then if key.asset_key.path[0] == "ml"}
            assert not audit(instance, list(set(then) - of_classifier)).failed
    assert latest_run != finished.run_id
    repeated = {key for key, said in now.items() if "unchanged_since_run" in said.metadata}
    assert {key.asset_key.path[0] for key in repeated} >= {"raw", "staging", "marts"}
    assert set(now) == set(then) - of_classifier
    for key in repeated:
        assert now[key].metadata["unchanged_since_run"].value == finished.run_id
        assert (now[key].passed, now[key].severity) == (then[key].passed, then[key].severity)
        assert now[key].target_materialization_data is not None


def said_by(
    instance: dg.DagsterInstance, run_id: str
) -> dict[dg.AssetCheckKey, dg.AssetCheckEvaluation]:
    """What the checks of a run said."""
    of_type = {dg.DagsterEventType.ASSET_CHECK_EVALUATION}
    events = [log.get_dagster_event() for log in instance.all_logs(run_id, of_type=of_type)]
    found = [event.asset_check_evaluation_data for event in events]
    return {said.asset_check_key: said for said in found}


def test_a_whole_run_that_finds_nothing_new_leaves_everything(finished: Finished) -> None:
    """Neither dbt nor what learns is started, until the classifier's tables say something else."""
    tables = finished.query("select table_name from duckdb_tables() where schema_name = 'ml'")
    sums = ", ".join(f"(select sum(hash(t)) from ml.{name} as t)" for (name,) in tables)
    before = finished.query(f"select {sums}")
    assert again(finished) == ("unchanged", True, False)
    assert finished.query(f"select {sums}") == before
    with duckdb.connect(str(finished.data_dir / "warehouse.duckdb")) as connection:
        connection.execute("update ml.confusion set on_duty_s = on_duty_s + 1")
    assert again(finished) == ("unchanged", False, False)


AGAIN = """
import sys
from orchestration.definitions import defs
from orchestration.history import open_history
done = defs.resolve_job_def("forklift_training_job").execute_in_process(
    run_config={"ops": {"train": {"config": %s}}}, instance=open_history()
)
model = done.asset_materializations_for_node("train")[0].metadata["status"].value
(estimates,) = done.asset_materializations_for_node("dbt_build_after_ml")
print(model, "unchanged_since_run" in estimates.metadata, "sklearn" in sys.modules)
"""


def again(finished: Finished) -> tuple[str, bool, bool]:
    """Status of the model, whether the estimates stand, and whether learning was imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
        ended = subprocess.run(
            [sys.executable, "-c", AGAIN % json.dumps(QUICK)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr[-3000:]
    status, stands, imported = ended.stdout.split()[-3:]
    return status, stands == "True", imported == "True"


def test_a_run_builds_again_only_where_something_is_new(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run before found nothing new and left everything as it was; a lost table is rebuilt."""
    features = ["marts", "feat_carry_windows"]
    before = latest(finished, features, of_any_run=True)
    assert before["unchanged_since_run"] == finished.run_id
    rows = finished.query("select count(*), sum(hash(t)) from marts.feat_carry_windows as t")
    assert before["dagster/row_count"] == rows[0][0]
    with duckdb.connect(str(finished.data_dir / "warehouse.duckdb")) as connection:
        connection.execute("drop table marts.feat_carry_windows")
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
    ended = python("orchestration.run", "--job", "forklift_build_job")
    assert ended.returncode == 0, ended.stderr
    assert "unchanged_since_run" not in latest(finished, features, of_any_run=True)
    assert (
        finished.query("select count(*), sum(hash(t)) from marts.feat_carry_windows as t") == rows
    )


def test_a_mart_shows_where_its_columns_come_from_when_asked_to(
    finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`FORKLIFT_COLUMN_LINEAGE`, which runs leave out by default."""
    from orchestration.definitions import build_defs  # needs the manifest

    monkeypatch.setenv("FORKLIFT_COLUMN_LINEAGE", "true")
    monkeypatch.setenv("DBT_INDIRECT_SELECTION", "cautious")  # no test that needs another mart
    settings = load_settings(data_dir=finished.data_dir)
    job = build_defs(settings).resolve_job_def("forklift_build_job")
    result = job.execute_in_process(asset_selection=[dg.AssetKey(["marts", "dim_vehicles"])])
    (event,) = result.asset_materializations_for_node("dbt_build")
    lineage = event.metadata["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    sources = {
        column: {(dep.asset_key.to_user_string(), dep.column_name) for dep in deps}
        for column, deps in lineage.deps_by_column.items()
    }
    judged, counted = "intermediate/int_vehicles__judged", "intermediate/int_vehicles__counted"
    assert sources["load_sensor_status"] == {(judged, "load_sensor_status")}
    assert sources["sample_count"] == {(counted, "sample_count")}


def test_a_fault_is_one_line_and_a_bad_exit(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FORKLIFT_LOCAL_ROOT", str(tmp_path / "nowhere"))
    ended = python("orchestration.run")
    assert ended.returncode == 1
    first, details, *rest = ended.stderr.splitlines()
    assert first.startswith("Failed: ingest: ") and "nowhere/real_data: no such folder" in first
    assert details.startswith("Details: ") and rest == []
    assert "Traceback" not in ended.stdout + ended.stderr


def test_an_unknown_environment_stops_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FORKLIFT_ENV", "live")
    ended = python("orchestration.run")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Failed: FORKLIFT_ENV='live'")
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_written_is_named(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path / "file" / "data"))
    ended = python("orchestration.run")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Failed: FORKLIFT_DATA_DIR: cannot write ")
    assert "Traceback" not in ended.stderr


def latest(finished: Finished, key: list[str], *, of_any_run: bool = False) -> dict[str, Any]:
    """Metadata of the asset's materialisation in that run, or of the last one of all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORKLIFT_DATA_DIR", str(finished.data_dir))
        with open_history() as instance:
            found = instance.fetch_materializations(
                dg.AssetRecordsFilter(dg.AssetKey(key)), limit=10
            )
    of_run = [record for record in found.records if record.run_id == finished.run_id]
    (record,) = found.records[:1] if of_any_run else of_run
    assert record.asset_materialization is not None
    return {name: value.value for name, value in record.asset_materialization.metadata.items()}
