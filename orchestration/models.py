"""The models of a warehouse from the terminal: `python -m orchestration.models`.

Lives here: the commands and what they print. Not here: what they do (`ml/promoting.py`), and the
rule by which trainings decide (`ml/deciding.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from orchestration.errors import ForkliftError, WarehouseError
from orchestration.pinning import loaded_version
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_warehouse

SCORING = "python -m orchestration.run --job forklift_scoring_job"

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Which model is the champion, and who says so.",
)
Run = Annotated[str, typer.Argument(help="Run id of a model, as `list` shows it.")]


@app.command("list")
def show() -> None:
    """List all runs with their stage, the version of their data, and scores."""
    from orchestration.ml.model_list import list_runs  # pandas takes its time to import

    with _opened(read_only=True) as (connection, _, version):
        runs = list_runs(connection, version)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Run", "Stage", "Version", "Trained (UTC)"):
        table.add_column(heading, no_wrap=True)
    for heading in ("MCC", "Segment F1"):
        table.add_column(heading, justify="right")
    for run in runs.to_dict("records"):
        table.add_row(
            run["run_id"],
            run["stage"],
            str(run["version"])[:12],
            f"{run['trained_at']:%Y-%m-%d %H:%M}",
            *(
                "–" if value != value else f"{value:.3f}"
                for value in (run["mcc"], run["segment_f1"])
            ),
        )
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    for run in runs.to_dict("records"):
        if run["reason"]:
            console.print(f"{run['run_id']}  {run['reason']}", style="dim", markup=False)


@app.command()
def promote(run_id: Run) -> None:
    """Make a model the champion, until the rule or another name decides otherwise."""
    from orchestration.ml.promoting import promote as decide

    with _opened() as (connection, settings, version):
        decision = decide(connection, run_id, version=version, folder=settings.models_path)
    _tell(decision)


@app.command()
def rollback(
    run_id: Annotated[str | None, typer.Argument(help="Run id; the one before.")] = None,
) -> None:
    """Go back to the champion before the present one, or to the one named."""
    from orchestration.ml.promoting import roll_back

    with _opened() as (connection, settings, version):
        decision = roll_back(connection, run_id, version=version, folder=settings.models_path)
    _tell(decision)


def _tell(decision: Any) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Champion  {decision.champion} ({decision.reason})")
    console.print(f"Predictions are those of before until it has scored: {SCORING}")


@contextmanager
def _opened(
    *, read_only: bool = False
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Settings, str]]:
    """The warehouse, the settings and the loaded version; a fault ends the command in one line."""
    try:
        settings = load_settings()
        if not settings.warehouse_path.exists():
            raise WarehouseError(f"there is no warehouse at {settings.warehouse_path}: make run")
        with open_warehouse(settings, read_only=read_only) as connection:
            yield connection, settings, loaded_version(connection)
    except ForkliftError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"Failed: {error}", style="red", markup=False
        )
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
