"""Making fetched objects ready for DuckDB under names that hold nothing of theirs.

Lives here: inspection by format, decompression, cleaning, and the folder of staged files. Not
here: loading. Keys never reach SQL or a file name: the staged name is the object's number.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import BadFileError, SourceError
from orchestration.sources.formats import format_of
from orchestration.sources.protocol import FetchedObject
from orchestration.warehouse.cleaning import CleanText, write_clean
from orchestration.warehouse.inspection import inspect_text
from orchestration.warehouse.staged import StagedObject


def stage(fetched: FetchedObject, object_id: int, folder: Path) -> StagedObject:
    """Stage one object; raises `BadFileError` when it is not readable at all.

    Raises `SourceError` when its bytes are not those that the source vouched for.
    """
    format_name = format_of(fetched.object.path)
    if format_name is None:
        raise BadFileError(f"{fetched.object.path}: neither *.csv, *.csv.gz nor *.parquet")
    target = folder / f"{object_id}.{'parquet' if format_name == 'parquet' else 'csv'}"
    try:
        if format_name == "parquet":
            text = CleanText(_stage_parquet(fetched, target), is_plain=False)
        elif format_name == "csv.gz":
            text = _stage_gzip(fetched, target)
        else:
            text = _stage_text(fetched, target)
        size_bytes = target.stat().st_size
    except (FileNotFoundError, PermissionError) as error:
        raise SourceError(f"{fetched.object.path}: {error.strerror} while it was read") from None
    return StagedObject(
        fetched.object, object_id, fetched.sha256, format_name, target, *text, size_bytes=size_bytes
    )


def _stage_text(fetched: FetchedObject, target: Path) -> CleanText:
    """A clean file is linked, any other one is rewritten."""
    name = fetched.object.path
    with fetched.local_path.open("rb") as content:
        facts = inspect_text(content, name)
        _verify(fetched, facts.sha256)
        if not facts.is_clean:
            content.seek(0)
            return write_clean(content, target)
    target.symlink_to(fetched.local_path.absolute())
    return CleanText(facts.line_count, not facts.has_hex)


def _stage_gzip(fetched: FetchedObject, target: Path) -> CleanText:
    """Decompressed here, which finds a damaged archive and lets DuckDB read in parallel."""
    name = fetched.object.path
    _verify(fetched, _sha256(fetched.local_path))
    plain = target.with_suffix(".plain")
    try:
        with gzip.open(fetched.local_path) as archive, plain.open("wb") as copy:
            shutil.copyfileobj(archive, copy, 1 << 20)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        lines = _count_lines(plain)
        plain.unlink()
        raise BadFileError(f"{name}: damaged gzip from line {lines + 1} on: {error}") from None
    with plain.open("rb") as content:
        facts = inspect_text(content, name)
        if facts.is_clean:
            plain.rename(target)
            return CleanText(facts.line_count, not facts.has_hex)
        content.seek(0)
        text = write_clean(cast("BinaryIO", content), target)
    plain.unlink()
    return text


def _stage_parquet(fetched: FetchedObject, target: Path) -> int:
    _verify(fetched, _sha256(fetched.local_path))
    try:
        row_count = int(pq.read_metadata(fetched.local_path).num_rows)
    except pa.ArrowException as error:
        reason = " ".join(str(error).split())
        raise BadFileError(
            f"{fetched.object.path}: not a readable Parquet file: {reason}"
        ) from None
    target.symlink_to(fetched.local_path.absolute())
    return row_count


def _verify(fetched: FetchedObject, sha256: str) -> None:
    if sha256 != fetched.sha256:
        raise SourceError(f"{fetched.object.path}: changed while it was read; run again")


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _count_lines(path: Path) -> int:
    with path.open("rb") as content:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: content.read(1 << 20), b""))
