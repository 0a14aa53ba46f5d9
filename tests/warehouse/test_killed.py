"""A run that ends in the middle leaves what was before, and the next one just works."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.sources import FetchedObject, SourceObject, Version, make_source
from orchestration.sources.protocol import TelemetrySource
from orchestration.warehouse import batches, ingest, open_warehouse
from tests.warehouse.conftest import ROW, Lab, make_lab

KILLED = """
import os, signal, sys
from pathlib import Path
from orchestration.settings import Settings
from orchestration.sources import make_source
from orchestration.warehouse import batches, ingest, open_warehouse
from orchestration.warehouse import {module}

folder = Path(sys.argv[1])
settings = Settings(_env_file=None, local_root=folder / "source", data_dir=folder / "data")
batches.BATCH_OBJECTS = 2
original = {module}.{function}
calls = 0

def dying(*arguments, **options):
    global calls
    calls += 1
    number = calls  # of this thread: others go on counting
    result = original(*arguments, **options)
    if number == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

{module}.{function} = dying
with open_warehouse(settings) as connection:
    ingest(connection, make_source(settings), run_id="killed")
"""
REPOSITORY = Path(__file__).parents[2]


def fill(lab: Lab, sizes: Sequence[int]) -> None:
    for number, size in enumerate(sizes):
        lab.put(f"{number}.csv", "".join(f"{number};{n};1;1;{n};1;1;1\n" for n in range(size)))


@pytest.mark.parametrize(
    ("module", "function", "call"),
    [
        ("batch_load", "stage", 3),
        ("batch_load", "load_csv", 1),
        ("batch_load", "load_csv", 3),
        ("registry", "stamp", 1),
        ("registry", "log_run", 1),
    ],
)
def test_sigkill(lab: Lab, tmp_path: Path, module: str, function: str, call: int) -> None:
    fill(lab, [10, 150_000, 20, 30])
    lab.ingest()
    before = lab.state()
    fill(lab, [11, 140_000, 20, 31, 40, 130_000])
    lab.path("2.csv").unlink()
    code = KILLED.format(module=module, function=function, call=call)
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=REPOSITORY, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert lab.state() == before

    lab.ingest()
    clean = make_lab(tmp_path / "clean")
    for file in sorted(lab.settings.local_root.glob("real_data/*")):
        clean.put(file.name, file.read_bytes())
    clean.ingest()
    assert lab.state() == clean.state()
    assert not list(lab.settings.data_path.glob("*.staging"))


class Failing:
    """A source whose second fetch fails, as a server that goes away."""

    def __init__(self, inner: TelemetrySource) -> None:
        self.inner = inner
        self.fetches = 0

    def resolve(self, ref: str | None = None) -> Version:
        return self.inner.resolve(ref)

    def list(self, version: Version) -> Sequence[SourceObject]:
        return self.inner.list(version)

    def fetch(self, version: Version, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        self.fetches += 1
        if self.fetches == 2:
            raise SourceError("the server is gone")
        return self.inner.fetch(version, objects)


def test_source_fails_between_batches(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_OBJECTS", 2)
    fill(lab, [5, 5])
    lab.ingest()
    before = lab.state()
    fill(lab, [6, 6, 6])
    with (
        open_warehouse(lab.settings) as connection,
        pytest.raises(SourceError, match="the server is gone"),
    ):
        ingest(connection, Failing(make_source(lab.settings)), run_id="failing")
    assert lab.state() == before
    assert lab.ingest().total_rows_in == 18


def test_file_changes_between_hash_and_reading(lab: Lab) -> None:
    """Same size and time as listed, other bytes: found by hashing what is read."""
    lab.put("a.csv", f"{ROW}\n")
    source = make_source(lab.settings)
    source.resolve()
    file = lab.path("a.csv")
    stat = file.stat()
    file.write_bytes(file.read_bytes().replace(b"7", b"8"))
    import os

    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    version = source.resolve()  # another version; the older listing is still known
    assert version.id != ""
    file.write_bytes(f"{ROW}\n".encode())
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    class Stale(Failing):
        def resolve(self, ref: str | None = None) -> Version:
            return version

    with (
        open_warehouse(lab.settings) as connection,
        pytest.raises(SourceError, match=r"real_data/a\.csv: changed while it was read"),
    ):
        ingest(connection, Stale(source), run_id="stale")


def test_one_batch_equals_many(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [f"{ROW}\n" * n + "\n1;2\n" * (n % 3) for n in range(1, 20)]
    other = make_lab(tmp_path / "other")
    for target in (lab, other):
        for number, content in enumerate(contents):
            target.put(f"{number}.csv", content)
    lab.ingest()
    monkeypatch.setattr(batches, "BATCH_BYTES", 200)
    other.ingest()
    assert lab.state() == other.state()


def test_batches() -> None:
    sizes = [200 << 20, 200 << 20, 200 << 20, 900 << 20, 1]
    objects = [SourceObject(f"{n}.csv", size, "") for n, size in enumerate(sizes)]
    assert [len(batch) for batch in batches.batches(objects)] == [2, 1, 1, 1]
    packed = [SourceObject(f"{n}.csv.gz", 40 << 20, "") for n in range(3)]
    assert [len(batch) for batch in batches.batches(packed)] == [1, 1, 1]
    assert list(batches.batches([])) == []
