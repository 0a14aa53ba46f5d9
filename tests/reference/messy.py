"""Seeded, small and awkward telemetry files for comparing implementations of the reference rule.

Lives here: putting a file together (healthy runs, one kind of trouble, then nulls, repeats and
disorder) and writing it as raw CSV. Not here: life-like behaviour and known truth (the simulator),
and lines that are not eight fields of numbers or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tests.reference.messy_kinds import (
    EXACT_KINDS,
    KINDS,
    TINY_KINDS,
    UNSCALABLE_KINDS,
    with_kind,
)
from tests.reference.messy_runs import heights_m, speeds_kmh, timeline

COLUMNS = ("FFFID", "Height", "Load", "OnDuty", "Timestamp", "Latitude", "Longitude", "Speed")
"""The eight columns of a raw file, in order."""


def messy_frame(
    seed: int,
    kind: str = "metres",
    *,
    vehicle: str | None = None,
    null_columns: Collection[str] = COLUMNS,
) -> pd.DataFrame:
    """One file's rows in file order: row_number (1, 2, ...) and `COLUMNS`, NaN for null.

    `kind` is one of `KINDS`; `null_columns` get 3 % nulls each, unless the kind is one of
    `EXACT_KINDS`. About 100 to 1500 rows, fewer for tiny kinds. The same arguments give the same
    rows.
    """
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    runs = int(rng.integers(20, 120))
    if kind in EXACT_KINDS:
        runs = 3 if kind in TINY_KINDS else 120
    rows = timeline(rng, runs, on_duty_only=kind == "always_on_duty")
    size = len(rows.time_ms)
    frame = pd.DataFrame(
        {
            "FFFID": pd.Series([vehicle or str(1000 + seed)] * size, dtype=object),
            "Height": heights_m(rng, rows.raised),
            "Load": rows.loaded.astype("float64"),
            "OnDuty": rows.on_duty.astype("float64"),
            "Timestamp": rows.time_ms.astype("float64"),
            "Latitude": 52.5 + rng.normal(0, 1e-4, size).round(7),
            "Longitude": 13.4 + rng.normal(0, 1e-4, size).round(7),
            "Speed": speeds_kmh(rng, rows.fast),
        }
    )
    frame = with_kind(rng, frame, kind)
    if kind not in EXACT_KINDS:
        frame = _with_nulls(rng, frame, null_columns)
        frame = _repeated_and_disordered(rng, frame)
    frame = frame.reset_index(drop=True)
    frame.insert(0, "row_number", np.arange(1, len(frame) + 1))
    return frame


def messy_fleet(
    seed: int,
    kinds: Sequence[str] = KINDS,
    *,
    null_columns: Collection[str] = COLUMNS,
) -> dict[str, pd.DataFrame]:
    """One file of each kind, by file name; each has a vehicle id of its own."""
    return {
        f"{number:03d}_{kind}.csv": messy_frame(
            seed, kind, vehicle=str(seed * 1000 + number), null_columns=null_columns
        )
        for number, kind in enumerate(kinds)
    }


def write_fleet(fleet: Mapping[str, pd.DataFrame], root: Path) -> list[Path]:
    """Write each frame to `root/real_data/<name>` as raw CSV: `;`, no header, empty for null."""
    folder = root / "real_data"
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in fleet.items():
        lines = (
            ";".join(_field(value) for value in row) + "\n"
            for row in frame[list(COLUMNS)].itertuples(index=False, name=None)
        )
        path = folder / name
        path.write_text("".join(lines), encoding="utf-8")
        paths.append(path)
    return paths


def _field(value: object) -> str:
    """Write a number in the shortest form that reads back as the same one, null as nothing."""
    if isinstance(value, float):
        if np.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(float(value))
    return "" if value is None else str(value)


def _with_nulls(
    rng: np.random.Generator, frame: pd.DataFrame, columns: Collection[str]
) -> pd.DataFrame:
    """Empty 3 % of the fields of `columns`, each column by itself."""
    nulled = frame.copy()
    for column in COLUMNS:
        empty = rng.random(len(frame)) < 0.03
        if column in columns:
            nulled[column] = nulled[column].mask(empty)
    return nulled


def _repeated_and_disordered(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Repeat 2 % of the rows exactly and move 5 % of them elsewhere in the file."""
    repeated = frame.index[rng.random(len(frame)) < 0.02]
    frame = pd.concat([frame, frame.loc[repeated]]).sort_index(kind="stable")
    place = np.arange(len(frame), dtype="float64")
    moved = rng.random(len(frame)) < 0.05
    place[moved] = rng.uniform(0, len(frame), int(moved.sum()))
    return frame.iloc[np.argsort(place, kind="stable")]


def write_scalable_files(root: Path, seeds: Sequence[int]) -> Path:
    """Messy files of every kind that can be scaled, any column with nulls but the vehicle's."""
    kinds = [kind for kind in KINDS if kind not in UNSCALABLE_KINDS]
    columns = [column for column in COLUMNS if column != "FFFID"]
    for seed in seeds:
        fleet = messy_fleet(seed, kinds, null_columns=columns)
        write_fleet({f"{seed}_{name}": frame for name, frame in fleet.items()}, root)
    return root
