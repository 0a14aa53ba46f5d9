"""Files and truth of a fleet, streamed.

Lives here: writing a fleet below a folder, one vehicle and day at a time, so memory stays bounded
for any number of rows. Not here: what the rows are (`vehicle`) and what is wrong with them
(`row_defects`, `csv_text`, `layout`).
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from orchestration.errors import SettingsError
from orchestration.simulator.layout import Piece, file_defects, pieces
from orchestration.simulator.objects import write_object
from orchestration.simulator.randomness import stream
from orchestration.simulator.row_defects import TEXT_DEFECTS, apply_row_defects
from orchestration.simulator.rows import (
    DEFECT_CODE,
    Columns,
    columns_of,
    take,
    truth_table,
)
from orchestration.simulator.spec import FILE_DEFECTS, ROW_DEFECTS, FilesPer, FleetSpec
from orchestration.simulator.truth import TruthWriter
from orchestration.simulator.vehicle import VehicleDay, simulate_vehicle

TEXT_CODES = np.array([DEFECT_CODE[name] for name in TEXT_DEFECTS])


@dataclass(frozen=True)
class WriteSummary:
    """What was written: data rows (without header lines), files and their bytes."""

    rows: int
    files: int
    size_bytes: int


def write_fleet(
    spec: FleetSpec, out: Path, *, files_per: FilesPer = "vehicle-day", truth: bool = True
) -> WriteSummary:
    """Write `out/real_data/` and, if `truth`, `out/truth/`.

    Raises `SettingsError` when one of the two is there already, and when file defects are asked
    for together with files that are appended to.
    """
    if files_per != "vehicle-day" and (spec.file_plan or spec.defects & set(FILE_DEFECTS)):
        raise SettingsError(f"files per {files_per} cannot have file defects; use vehicle-day")
    for folder in (out / "real_data", out / "truth"):
        if folder.exists():
            raise SettingsError(f"{folder} exists already; remove it or choose another folder")
    (out / "real_data").mkdir(parents=True)
    lines: dict[str, int] = {}
    rows = 0
    with ExitStack() as stack:
        writer = stack.enter_context(closing(TruthWriter(out / "truth", spec))) if truth else None
        for place, vehicle in enumerate(spec.vehicles):
            for day in simulate_vehicle(spec, vehicle):
                rows += _write_day(spec, place, day, out, files_per, lines, writer)
    files = [path for path in (out / "real_data").rglob("*") if path.is_file()]
    return WriteSummary(rows, len(files), sum(path.stat().st_size for path in files))


def _write_day(
    spec: FleetSpec,
    place: int,
    day: VehicleDay,
    out: Path,
    files_per: FilesPer,
    lines: dict[str, int],
    writer: TruthWriter | None,
) -> int:
    """Write one vehicle's day; `lines` counts the lines of each object so far."""
    vehicle_id = day.vehicle.vehicle_id
    columns = columns_of(day)
    wanted = spec.defects & set(ROW_DEFECTS)
    if wanted and len(day.sampled_at_ms):
        random = stream(spec.seed, vehicle_id, day.day, "row defects")
        columns = apply_row_defects(columns, wanted, random)
    if spec.file_plan is None:
        defects = file_defects(spec.defects, place, day.day)
    else:
        defects = spec.file_plan.get((vehicle_id, day.day), frozenset())
    date = spec.start + timedelta(days=day.day)
    rows = 0
    for piece in pieces(vehicle_id, date, len(columns["timestamp"]), files_per, defects):
        part = _marked(take(columns, slice(piece.first, piece.last)), piece)
        before = lines.get(piece.path, 0)
        lines[piece.path] = before + write_object(out / piece.path, vehicle_id, part, piece)
        rows += len(part["timestamp"])
        if writer is not None and len(part["timestamp"]):
            header = "header_line" in piece.defects
            row_number = before + header + np.arange(1, len(part["timestamp"]) + 1)
            writer.add_rows(vehicle_id, truth_table(day, part, piece.path, row_number))
    if writer is not None:
        writer.add_carries(day)
    return rows


def _marked(columns: Columns, piece: Piece) -> Columns:
    """Mark the defects that come with the file, and take back those its format cannot have."""
    code = columns["defect"].copy()
    field = columns["defect_field"].copy()
    if "parquet" in piece.defects:
        undamaged = np.isin(code, TEXT_CODES)
        code[undamaged], field[undamaged] = 0, -1
    repeated = code[: piece.repeated]
    repeated[repeated == 0] = DEFECT_CODE["overlap"]
    if "truncated_last_line" in piece.defects and len(code):
        code[-1], field[-1] = DEFECT_CODE["truncated_last_line"], -1
    return columns | {"defect": code, "defect_field": field}
