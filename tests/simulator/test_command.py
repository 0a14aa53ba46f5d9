"""The command line and the bundled sample."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from orchestration.simulator.bundle import BUNDLE
from orchestration.simulator.spec import (
    FILE_DEFECTS,
    GPS_FAULTS,
    HEIGHT_FAULTS,
    LOAD_FAULTS,
    ROW_DEFECTS,
)
from orchestration.simulator.writer import write_fleet

REPOSITORY = Path(__file__).resolve().parents[2]
BUNDLED = REPOSITORY / "data"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "orchestration.simulator", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_rows_are_counted(tmp_path: Path) -> None:
    """`--rows` is shared out to the vehicles and reported."""
    result = run(str(tmp_path), "--rows", "4000", "--vehicles", "4", "--no-defects", "--no-truth")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("4,000 rows of 4 vehicles in 4 files")
    lines = [path.read_text().count("\n") for path in (tmp_path / "real_data").rglob("*.csv")]
    assert lines == [1000] * 4
    assert not (tmp_path / "truth").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only-fault", "load_funny"], "unknown faults load_funny"),
        (["--faults", "good,load_funny+height_noise"], "unknown faults load_funny"),
        (["--classes", "reach,hovercraft"], "unknown classes hovercraft; known: counterbalance"),
        (["--leg-m", "5"], "leg_m=5, allowed 10 to 500"),
        (["--defects", "funny"], "unknown defects funny"),
        (["--no-faults", "--faults", "gps_zero"], "exclude each other"),
        (["--rows", "10", "--days", "1"], "--rows and --days exclude each other"),
        (["--bundled", "--seed", "3"], "leave out --seed"),
        (["--files-per", "day", "--defects", "bom"], "cannot have file defects"),
    ],
)
def test_faults_of_the_user_are_one_line(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    """No traceback, exit code 1."""
    result = run(str(tmp_path / "x"), *arguments)
    assert result.returncode == 1
    assert result.stderr.startswith("error: ") and message in result.stderr
    assert result.stderr.count("\n") == 1


def test_only_fault(tmp_path: Path) -> None:
    """One fault on every vehicle, nothing else."""
    options = ("--rows", "500", "--vehicles", "2", "--only-fault", "load_sentinel", "--no-defects")
    assert run(str(tmp_path), *options).returncode == 0
    vehicles = pd.read_parquet(tmp_path / "truth" / "vehicles.parquet")
    assert vehicles["load_fault"].eq("sentinel").all()
    assert vehicles["height_fault"].eq("good").all() and vehicles["gps_fault"].eq("good").all()


def test_bundle_holds_every_class_fault_and_defect() -> None:
    """By its preset and by the truth files in the repository."""
    vehicles = BUNDLE.vehicles
    assert {v.vehicle_class for v in vehicles} == {"counterbalance", "reach", "no_mast"}
    assert {v.load_fault for v in vehicles} == set(LOAD_FAULTS)
    assert {v.height_fault for v in vehicles} == set(HEIGHT_FAULTS)
    assert {v.gps_fault for v in vehicles} == set(GPS_FAULTS)
    assert BUNDLE.file_plan is not None
    assert set().union(*BUNDLE.file_plan.values()) == set(FILE_DEFECTS)
    parts = (BUNDLED / "truth" / "rows").glob("*.parquet")
    found = set(pd.concat([pd.read_parquet(part) for part in parts])["defect"])
    assert found >= {"", *ROW_DEFECTS, "overlap", "truncated_last_line"}
    readme = (BUNDLED / "README.md").read_text(encoding="utf-8")
    for v in vehicles:
        faults = f"{v.load_fault} | {v.height_fault} | {v.gps_fault}"
        assert f"| {v.vehicle_id} | {v.vehicle_class} | {faults} |" in readme
    sizes = [path.stat().st_size for path in (BUNDLED / "real_data").rglob("*") if path.is_file()]
    assert sum(sizes) <= 5_000_000 and min(sizes) == 0


def test_bundle_in_the_repository_is_what_the_command_makes(tmp_path: Path) -> None:
    """Names and, for plain CSV, bytes; compressed files may differ between library versions."""
    write_fleet(BUNDLE, tmp_path)

    def plain(root: Path) -> dict[str, bytes]:
        files = (path for path in (root / "real_data").rglob("*") if path.is_file())
        return {
            str(path.relative_to(root)): path.read_bytes() if path.suffix == ".csv" else b""
            for path in files
        }

    assert plain(tmp_path) == plain(BUNDLED)
