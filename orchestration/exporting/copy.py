"""A copy of the warehouse to read while runs write the warehouse itself.

Lives here: making it, whole or not at all. Not here: opening it, which is for analysts:
`duckdb.connect(path, read_only=True)`.

The copy keeps the name of the file, by which views name their tables. Whoever has the old copy open
goes on reading it: the new one takes its name, and not its place on the disk.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from orchestration.exporting.folder import put
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse


def fold_log(settings: Settings) -> None:
    """Bring what a killed run left in the write-ahead log into the file."""
    path = settings.warehouse_path
    if path.with_name(f"{path.name}.wal").exists():
        with open_warehouse(settings) as connection:
            connection.execute("checkpoint")


def copy_warehouse(warehouse: Path, folder: Path) -> bool:
    """Copy the file while the caller has it open read-only, so that nobody writes it.

    False when the copy is that of the file as it is, by size and time.
    """
    source, target = warehouse.stat(), folder / warehouse.name
    if target.is_file():
        there = target.stat()
        if (there.st_size, there.st_mtime_ns) == (source.st_size, source.st_mtime_ns):
            return False
    aside = folder / f".{warehouse.name}.new"
    folder.mkdir(parents=True, exist_ok=True)
    aside.unlink(missing_ok=True)
    shutil.copyfile(warehouse, aside)
    os.utime(aside, ns=(source.st_atime_ns, source.st_mtime_ns))
    aside.chmod(0o444)
    put(aside, target)
    return True
