"""A history played in one warehouse, beside a fresh build of what it ends with.

Lives here: a source folder with its warehouse, and playing the steps. Not here: the steps
themselves (`steps.py`), and the histories.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

from orchestration.settings import Settings
from orchestration.sources import make_source
from orchestration.warehouse import ingest, open_warehouse
from tests.dbt_runs import Dbt
from tests.incremental.comparison import differences
from tests.incremental.steps import Build, Ingest, State, Step


class Place:
    """A source folder and a warehouse of its own."""

    def __init__(self, folder: Path, dbt: Dbt) -> None:
        self.settings = Settings(
            _env_file=None,
            local_root=folder / "source",
            data_dir=folder / "data",
            warehouse=folder / "data" / "warehouse.duckdb",
            threads=1,
        )
        self.dbt = dbt
        self.is_built = False
        self._written: dict[str, list[str]] = {}

    def ingest(self, state: State) -> None:
        """Bring the folder to the state, and the raw tables to the folder."""
        folder = self.settings.local_root / "real_data"
        for name in self._written.keys() - state.files:
            (folder / name).unlink()
        for name, lines in state.files.items():
            if self._written.get(name) != lines:
                data = "".join(f"{line}\n" for line in lines).encode()
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                packed = gzip.compress(data, mtime=0) if name.endswith(".gz") else data
                (folder / name).write_bytes(packed)
        self._written = dict(state.files)
        with open_warehouse(self.settings) as connection:
            ingest(connection, make_source(self.settings), run_id="history")

    def build(self, state: State, select: str = "") -> None:
        """Ingest and build; a first build is one of everything."""
        self.ingest(state)
        selected = select if self.is_built else ""
        self.dbt.build(self.settings, state.variables, state.overrides, selected)
        self.is_built = True


def play(steps: Sequence[Step], dbt: Dbt, folder: Path) -> None:
    """Play the steps and a last build; what then stands there is what a fresh build gives."""
    state = State()
    grown, fresh = Place(folder / "grown", dbt), Place(folder / "fresh", dbt)
    for step in [*steps, *([] if steps[-1] == Build() else [Build()])]:
        match step:
            case Build(select):
                grown.build(state, select)
            case Ingest():
                grown.ingest(state)
            case _:
                step.apply(state)
    fresh.build(state)
    found = differences(grown.settings.warehouse_path, fresh.settings.warehouse_path)
    told = "\n".join(f"    {step!r}," for step in steps)
    assert not found, "\n".join(["not what a fresh build gives, after", told, *found])
