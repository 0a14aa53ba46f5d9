"""What the reference rule says about a folder of telemetry files.

Lives here: reading `real_data/*.csv` with the standard library and applying `carrying` file by
file. Not here: files that are not well formed (each line eight fields; numbers or nothing).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from tests.reference.carrying import carrying, vehicle_class
from tests.reference.messy import COLUMNS


def read_file(path: Path) -> pd.DataFrame:
    """Rows of one CSV in file order: row_number (1-based line) and the eight columns.

    NaN for an empty field; FFFID stays text. Raises `ValueError` for any other line.
    """
    records: list[dict[str, Any]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, fields in enumerate(csv.reader(file, delimiter=";"), start=1):
            if len(fields) != len(COLUMNS):
                raise ValueError(f"{path.name}:{line}: {len(fields)} fields, not {len(COLUMNS)}")
            record: dict[str, Any] = {"row_number": line, "FFFID": fields[0]}
            for column, text in zip(COLUMNS[1:], fields[1:], strict=True):
                record[column] = float(text) if text else float("nan")
            records.append(record)
    frame = pd.DataFrame.from_records(records, columns=["row_number", *COLUMNS])
    return frame.astype({"row_number": "int64", **dict.fromkeys(COLUMNS[1:], "float64")})


def expected_rows(root: Path, **params: Any) -> pd.DataFrame:
    """Rows that the reference rule keeps in all files under `root/real_data`.

    `params` go to `carrying`. Columns: source_file (such as real_data/a.csv), row_number,
    is_carrying, height_m; ordered by file name, then by time. Trucks have no rows. Raises
    `ValueError` that names the file when the rule calls its heights an error.
    """
    parts = [pd.DataFrame(columns=["source_file", "row_number", "is_carrying", "height_m"])]
    for source_file, frame in _files(root):
        try:
            kept = carrying(frame, **params)
        except ValueError as error:
            raise ValueError(f"{source_file}: {error}") from error
        kept = kept.rename(columns={"Carrying": "is_carrying", "Height": "height_m"})
        parts.append(kept.assign(source_file=source_file)[parts[0].columns])
    types = {"row_number": "int64", "is_carrying": "bool", "height_m": "float64"}
    return pd.concat([part.astype(types) for part in parts], ignore_index=True)


def expected_classes(root: Path) -> dict[str, str]:
    """`forklift` or `truck` by source file (such as real_data/a.csv)."""
    return {source_file: vehicle_class(frame) for source_file, frame in _files(root)}


def _files(root: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    for path in sorted((root / "real_data").rglob("*.csv")):
        yield path.relative_to(root).as_posix(), read_file(path)
