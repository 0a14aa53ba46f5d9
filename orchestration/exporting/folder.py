"""The folder of exported files, brought up to date.

Lives here: the order of writing, so that a killed run leaves each file old or new, and never one
that the manifest takes for another. Not here: what differs (`contents.py`), and writing one file
(`publishing/parquet.py`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.exporting.contents import Content, contents_of
from orchestration.exporting.manifest import NAME, Entry, Manifest, read_manifest
from orchestration.publishing.parquet import OF_A_TABLE, Chosen, choose, settle, write

STAGING = ".staging"


@dataclass(frozen=True)
class Exported:
    """What the folder holds now, and what that took."""

    manifest: Manifest
    written: Sequence[str]
    removed: Sequence[str]
    missing: Sequence[str]
    """Tables that are not built yet."""

    @property
    def unchanged(self) -> int:
        """Files that were right already."""
        return len(self.manifest.files) - len(self.written)


def export_tables(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], folder: Path, version: str
) -> Exported:
    """Make the folder hold the files of these tables and no others of ours.

    Entries of files that are about to change leave the manifest first and come back last: a run
    after a killed one writes those again, whatever they hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in (folder / STAGING, *folder.glob(f".{NAME}.*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    found = {table: choose(connection, table) for table in tables}
    wanted = {
        name: (chosen, content)
        for chosen in found.values()
        if chosen is not None
        for name, content in contents_of(connection, chosen).items()
    }
    kept = {
        name: entry
        for name, entry in read_manifest(folder).files.items()
        if name in wanted and is_right(folder / name, entry, wanted[name][1])
    }
    Manifest(version, kept).write(folder)
    changed = {name: parts for name, parts in wanted.items() if name not in kept}
    entries = {**kept, **written(connection, changed, folder)}
    removed = [name for name in names_in(folder) if name not in wanted]
    for name in removed:
        (folder / name).unlink()
        with suppress(OSError):  # other files of the table stay
            (folder / name).parent.rmdir()
    manifest = Manifest(version, dict(sorted(entries.items())))
    manifest.write(folder)
    missing = [table for table, chosen in found.items() if chosen is None]
    return Exported(manifest, sorted(changed), removed, missing)


def is_right(path: Path, entry: Entry, content: Content) -> bool:
    """Whether the file was written from such rows, and nobody has cut it since."""
    return (
        entry.content == content.fingerprint
        and path.is_file()
        and path.stat().st_size == entry.size_bytes
    )


def written(
    connection: duckdb.DuckDBPyConnection,
    parts: Mapping[str, tuple[Chosen, Content]],
    folder: Path,
) -> dict[str, Entry]:
    """Write the files aside, and put each in its place by rename."""
    settle(connection)
    entries: dict[str, Entry] = {}
    for name, (chosen, content) in parts.items():
        part = write(connection, chosen, content.day, folder / STAGING)
        put(part.path, folder / name)
        entries[name] = Entry(content.rows, content.fingerprint, part.size_bytes, part.md5)
    if parts:
        shutil.rmtree(folder / STAGING)
    return entries


def put(source: Path, target: Path) -> None:
    """Move a file to its place once it is on the disk as a whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    source.replace(target)


def names_in(folder: Path) -> list[str]:
    """The files of tables in the folder; what we never write is not among them."""
    names = (path.relative_to(folder).as_posix() for path in folder.glob("*/*/*.parquet"))
    return sorted(name for name in names if OF_A_TABLE.fullmatch(name))
