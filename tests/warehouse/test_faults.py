"""A warehouse that cannot be used: one line that names the file and the remedy."""

from __future__ import annotations

import os
import re
import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse, read_frame
from tests.warehouse.conftest import ROW, Lab

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def fault(action: Callable[[], object], path: Path) -> str:
    """The text of the `WarehouseError` that the action raises, without the file's name."""
    with pytest.raises(WarehouseError) as caught:
        action()
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


def test_opened_by_another_process(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n")
    lab.ingest()
    path = lab.settings.warehouse_path
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        try:
            writing = fault(lab.ingest, path)
            reading = fault(lambda: read_frame(lab.settings, "select 1"), path)
        finally:
            holder.communicate(b"")
    assert re.search(rf"^is open in .*\(PID {holder.pid}\)", writing)
    assert f"(PID {holder.pid})" in reading
    assert lab.ingest().objects_unchanged == 1


def test_opened_in_this_process_with_other_settings(lab: Lab) -> None:
    path = lab.settings.warehouse_path
    with open_warehouse(lab.settings):
        assert "other settings" in fault(lambda: read_frame(lab.settings, "select 1"), path)


def test_missing_for_reading(lab: Lab) -> None:
    text = fault(lambda: read_frame(lab.settings, "select 1"), lab.settings.warehouse_path)
    assert text.startswith("does not exist; run the ingest first")
    assert not lab.settings.warehouse_path.exists()


def test_not_a_database(lab: Lab) -> None:
    path = lab.settings.warehouse_path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish " * 10_000)
    assert "not a readable DuckDB file" in fault(lab.ingest, path)
    assert path.read_bytes() == b"rubbish " * 10_000


def test_damaged_block(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n" * 1000)
    lab.ingest()
    path = lab.settings.warehouse_path
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\x55" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    assert "not a readable DuckDB file" in fault(lab.ingest, path)


def header_checksum(content: bytearray) -> bytes:
    """DuckDB's checksum of the first block: over its 8-byte words after the checksum itself."""
    result = 5381
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        result ^= word * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    return result.to_bytes(8, "little")


def test_written_by_a_newer_duckdb(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n")
    lab.ingest()
    path = lab.settings.warehouse_path
    content = bytearray(path.read_bytes())
    assert content[8:12] == b"DUCK"
    assert content[:8] == header_checksum(content)
    content[12:20] = (999).to_bytes(8, "little")  # the storage version follows the magic bytes
    content[:8] = header_checksum(content)
    path.write_bytes(content)
    assert "another version of DuckDB" in fault(lab.ingest, path)


def test_path_that_duckdb_mistakes(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "what?" / "w.duckdb"
    settings = lab.settings.model_copy(update={"warehouse": path})
    settings.__dict__.pop("warehouse_path", None)
    assert "'?'" in fault(lambda: read_frame(settings, "select 1"), path)


def test_our_own_mistakes_keep_their_traceback(lab: Lab) -> None:
    with (
        pytest.raises(duckdb.ProgrammingError, match="no_such_column"),
        open_warehouse(lab.settings) as connection,
    ):
        connection.execute("select no_such_column")


def in_child(action: Callable[[], object]) -> str:
    """Run in a forked child; return the text of its `WarehouseError` (empty: none)."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        text = "no error"
        try:
            action()
        except WarehouseError as error:
            text = str(error)
        except BaseException as error:
            text = f"{type(error).__name__}: {error}"
        finally:
            os.write(writer, text.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return text


@pytest.mark.parametrize("exists", [False, True])
def test_read_only_folder(lab: Lab, tmp_path: Path, exists: bool) -> None:
    path = lab.settings.warehouse_path
    path.parent.mkdir(parents=True)
    if exists:
        duckdb.connect(str(path)).close()
        path.chmod(0o444)
    path.parent.chmod(0o555)
    for folder in tmp_path.parents:
        if folder.owner() == tmp_path.owner() and folder.name.startswith("pytest"):
            folder.chmod(0o755)

    def as_nobody() -> None:
        if os.getuid() == 0:  # root may write everywhere
            os.setuid(65534)
        with open_warehouse(lab.settings):
            pass

    try:
        text = in_child(as_nobody)
    finally:
        path.parent.chmod(0o755)
    assert text == (
        f"{path}: cannot be opened: no permission; allow writing to the file and its folder"
    )


def ingest_with_limit(lab: Lab, size: int) -> str:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        lab.ingest()

    return in_child(limited)


def test_disk_full(lab: Lab) -> None:
    """A limit on the size of files makes writes fail as a full disk does, anywhere."""
    lab.put("a.csv", f"{ROW}\n" * 10)
    lab.ingest()
    before = lab.state()
    lab.put("b.csv", "".join(f"{n};{n};1;1;{n * 7919};{n / 7};{n / 3};1\n" for n in range(200_000)))
    text = ingest_with_limit(lab, 2 << 20)
    path = lab.settings.warehouse_path
    assert text == f"{path}: cannot be written: disk full or file size limited; make room"
    assert lab.state() == before
    assert lab.ingest().total_rows_loaded == 200_010
    assert lab.mismatches() == []


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ('IO Error: Could not write all bytes to file "x": No space left on device', "no space"),
        ("Out of Memory Error: failed to pin block of size 256.0 KiB", "FORKLIFT_MEMORY_LIMIT"),
        ('IO Error: Cannot open file "x": Read-only file system', "no permission"),
    ],
)
def test_messages_of_rarer_faults(message: str, remedy: str) -> None:
    from orchestration.warehouse.faults import remedy_for

    assert remedy in (remedy_for(message) or "")


def test_settings_reach_duckdb(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        warehouse=tmp_path / "new" / "folder" / "w.duckdb",
        data_dir=tmp_path,
        threads=1,
        memory_limit="777MiB",
    )
    with open_warehouse(settings) as connection:
        row = connection.execute(
            "select current_setting('threads'), current_setting('memory_limit'), "
            "current_setting('temp_directory')"
        ).fetchone()
    assert row == (1, "777.0 MiB", str(tmp_path / "spill"))
