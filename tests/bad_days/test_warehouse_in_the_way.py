"""A warehouse that cannot be opened or written: who or what is in the way, and nothing is lost."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bad_days.contents import contents
from tests.bad_days.place import Place

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""

ONCE = """
import runpy
from orchestration import faults
faults.RETRIES = 0
runpy.run_module("orchestration.run", run_name="__main__")
"""
"""The job's command, without waiting for somebody to make room."""


def test_another_process_has_it_open(spare: Place) -> None:
    before = contents(spare.warehouse)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(spare.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
        try:
            failure = spare.run()
        finally:
            holder.communicate(b"")
    assert failure is not None and "\n" not in failure
    assert failure.startswith(f"ingest: {spare.warehouse}: is open in ")
    assert failure.endswith(f"(PID {holder.pid}); close it")
    assert contents(spare.warehouse) == before


def test_the_folder_is_read_only(good: Place, tmp_path: Path) -> None:
    """No permission bit stops an administrator, but nobody can make a folder in /sys."""
    warehouse = "/sys/forklift/warehouse.duckdb"
    place = good.copied(tmp_path / "place", FORKLIFT_WAREHOUSE=warehouse)
    said = "cannot be opened: no permission; allow writing to the file and its folder"
    assert place.run() == f"ingest: {warehouse}: {said}"


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writing fails as on a full disk, in this process and those it starts, on any machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def numbers(rows: int) -> str:
    """Readings that do not compress well."""
    return "".join(
        f"FL-04;{n / 7};{n // 40 % 2};1;{1740000000000 + n * 1000};{n / 1e5};;{n / 3}\n"
        for n in range(rows)
    )


FULL = "cannot be written: disk full or file size limited; make room"


def test_the_disk_is_full_while_loading(spare: Place) -> None:
    before = contents(spare.warehouse)
    spare.put("new.csv", numbers(200_000))
    with no_file_beyond(spare.warehouse.stat().st_size):
        code, out, err = spare.run_apart("-c", ONCE)
    assert (code, out) == (1, "")
    said, details = err.splitlines()
    assert said == f"Failed: ingest: {spare.warehouse}: {FULL}"
    assert details.startswith("Details: ")
    assert contents(spare.warehouse) == before


def test_the_disk_is_full_in_dbt(spare: Place) -> None:
    """The rows are loaded; no table of the models is missing or half of one.

    Where the disk is full between two steps of dbt's own swap of a table, what it was before may
    stay beside it as a backup until the next build.
    """
    before = contents(spare.warehouse)
    spare.put("new.csv", numbers(100_000))
    with no_file_beyond(spare.warehouse.stat().st_size + (8 << 20)):
        assert spare.run() == f"dbt_build: {spare.warehouse}: {FULL}"
    held = contents(spare.warehouse)
    assert {name for name in held if not name.endswith("__dbt_backup")} == before.keys()
    assert held["raw.telemetry"][0] == before["raw.telemetry"][0] + 100_000
