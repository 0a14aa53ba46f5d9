from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dagster_dbt import DbtCliInvocation

from orchestration import dbt_command, loaded_project, project
from orchestration.errors import DbtError
from orchestration.loaded_project import prepared_project
from orchestration.project import fingerprint, prepare, stamp_of
from orchestration.resources import KEPT_TARGETS, ProjectDbt, dbt_resource, exported
from orchestration.settings import REPOSITORY, Settings, load_settings


def test_preparing_again_does_nothing_when_nothing_changed(manifest: Path) -> None:
    before = manifest.stat().st_mtime_ns
    prepare(load_settings())
    assert manifest.stat().st_mtime_ns == before


def test_what_shapes_the_manifest_changes_its_fingerprint(manifest: Path) -> None:
    settings = {"data_dir": "/anywhere"}
    made = {
        fingerprint(load_settings(**settings, **change))
        for change in (
            {},
            {"env": "prod"},
            {"vars": '{"window_s": 2.5}'},
            {"warehouse": "/w.duckdb"},
        )
    }
    assert len(made) == 4
    assert fingerprint(load_settings(data_dir="/elsewhere")) in made


def test_a_missing_manifest_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded_project, "PROJECT_DIR", tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: empty")
    with pytest.raises(DbtError, match=r"^there is no dbt manifest at .*make setup.*$"):
        prepared_project(load_settings())


def test_a_project_that_does_not_parse_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the words of dbt, which name what is wrong, and no manifest is taken for made."""
    (tmp_path / "dbt_project.yml").write_text("name: forklift\nprofile: forklift\nmodel-paths: 7\n")
    monkeypatch.setattr(project, "PROJECT_DIR", tmp_path)
    monkeypatch.setattr(dbt_command, "PROJECT_DIR", tmp_path)
    with pytest.raises(DbtError, match=r"^dbt cannot parse .*model-paths.*7 is not valid"):
        prepare(load_settings())
    assert not list(tmp_path.rglob("manifest.inputs"))


def test_of_two_processes_one_writes_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: empty")
    monkeypatch.setattr(project, "PROJECT_DIR", tmp_path)
    written = []

    def parse(manifest: Path, settings: Settings) -> None:
        written.append(manifest)
        time.sleep(0.3)
        manifest.write_text("{}")
        stamp_of(manifest).write_text(fingerprint(settings))

    monkeypatch.setattr(project, "parse", parse)
    with ThreadPoolExecutor(2) as both:
        list(both.map(prepare, [load_settings(), load_settings()]))
    assert len(written) == 1
    prepare(load_settings(vars='{"window_s": 2.5}'))
    assert len(set(written)) == 2


def test_dbt_starts_from_what_was_parsed_last(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is not asked for its version, which would ask PyPI for a newer one."""
    settings = load_settings(data_dir=tmp_path)
    dbt = dbt_resource(settings, prepared_project(settings))
    begun: list[str] = []
    monkeypatch.setattr(ProjectDbt, "_initialize_dbt_core_adapter", lambda *_: None)
    monkeypatch.setattr("dagster_dbt.core.resource.check_output", None)
    monkeypatch.setattr(
        DbtCliInvocation, "run", lambda **_: begun.append(os.environ["DBT_TARGET_PATH"])
    )
    dbt.cli(["build"])
    for name, modified in (("first", 1), ("last", 3), ("between", 2)):
        parsed = tmp_path / "dbt" / name / "partial_parse.msgpack"
        parsed.parent.mkdir(parents=True)
        parsed.touch()
        os.utime(parsed, (modified, modified))
        dbt.cli(["build"])
    folders = [tmp_path / "dbt" / name for name in ("first", "last", "last")]
    assert begun == [str(folder) for folder in (manifest.parent, *folders)]


def test_exported_variables_are_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "before")
    monkeypatch.delenv("NEW", raising=False)
    with exported({"KEPT": "during", "NEW": "1"}):
        assert (os.environ["KEPT"], os.environ["NEW"]) == ("during", "1")
    assert os.environ["KEPT"] == "before"
    assert "NEW" not in os.environ


def test_old_artifacts_are_removed(manifest: Path, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    dbt = dbt_resource(settings, prepared_project(settings))
    for number in range(KEPT_TARGETS + 5):
        folder = tmp_path / "dbt" / f"{number:02}"
        folder.mkdir(parents=True)
        os.utime(folder, (number, number))
    path = dbt.target_path_of("0123456789", "step")
    assert path == tmp_path / "dbt" / "01234567-step"
    kept = sorted(int(folder.name) for folder in (tmp_path / "dbt").iterdir())
    assert kept == list(range(5, KEPT_TARGETS + 5))


@pytest.mark.parametrize("env", ["dev", "staging", "prod", "live"])
def test_dbt_alone_knows_the_same_environments(
    env: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`dbt` without Dagster: three targets of one name each, and no fallback."""
    monkeypatch.setenv("FORKLIFT_ENV", env)
    monkeypatch.setenv("FORKLIFT_WAREHOUSE", str(tmp_path / "warehouse.duckdb"))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path))
    dbt = Path(sys.executable).with_name("dbt")
    ended = subprocess.run(
        [dbt, "debug", "--project-dir", "dbt_project", "--profiles-dir", "."],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode == 0) == (env != "live"), ended.stdout
    assert ("All checks passed!" in ended.stdout) == (env != "live")


@pytest.mark.parametrize(("folder", "project"), [(".", "dbt_project"), ("dbt_project", ".")])
def test_dbt_alone_finds_the_warehouse_of_the_last_run(
    folder: str, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Called from the repository or from the project, with no variable set."""
    for name in ("dbt_project", "profiles.yml"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    warehouse = tmp_path / "data" / "local" / "dev" / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith(("FORKLIFT_", "DBT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path))
    monkeypatch.setenv("PWD", os.path.normpath(tmp_path / folder))  # as a shell sets it
    profiles = os.path.relpath(tmp_path, tmp_path / folder)
    ended = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"),
            *("show", "--inline", "select 1 as one"),
            *("--project-dir", project, "--profiles-dir", profiles),
        ],
        cwd=tmp_path / folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert warehouse.is_file()
