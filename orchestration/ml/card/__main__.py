"""Where a model card is: `python -m orchestration.ml.card [RUN_ID]`.

Lives here: finding the card of the newest training, or of the one that is named, and taking its
pictures out as files. Not here: making cards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.errors import ForkliftError, TrainingError
from orchestration.ml.card.render import pictures_of
from orchestration.ml.stages import was_trained
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_warehouse

NEWEST = "select run_id from ml.training_runs order by trained_at desc, run_id limit 1"

RunId = Annotated[str | None, typer.Argument(help="Training run (default: the newest one).")]
Folder = Annotated[Path | None, typer.Option(help="Also write its pictures here, as PNG.")]


def main(run_id: RunId = None, pictures: Folder = None) -> None:
    """Print the path of a model card."""
    try:
        page = find_card(load_settings(), run_id)
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            held = pictures_of(page.with_suffix(".md").read_text("utf-8"))
            for name, png in held.items():
                (pictures / f"{name}.png").write_bytes(png)
        typer.echo(page)
    except ForkliftError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]Failed:[/] {error}")
        raise typer.Exit(1) from None


def find_card(settings: Settings, run_id: str | None) -> Path:
    """The page of a run's card; raises `TrainingError` when there is none."""
    run_id = run_id or newest_run(settings)
    page = settings.models_path / f"{run_id}.html"
    if run_id is None or not page.is_file():
        which = f"run {run_id} has no model card" if run_id else "nothing was trained yet"
        raise TrainingError(f"{settings.models_path}: {which}; train with `make run`")
    return page


def newest_run(settings: Settings) -> str | None:
    """The run that was trained or refused last."""
    with open_warehouse(settings, read_only=True) as connection:
        if not was_trained(connection):
            return None
        row = connection.execute(NEWEST).fetchone()
    return str(row[0]) if row else None


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
