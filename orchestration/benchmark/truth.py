"""Rules, models and best estimate against the truth: `python -m orchestration.benchmark.truth`.

Simulates fleets that nothing was tuned on, builds their windows by both rules, trains on each fleet
and on another one, and compares what all of them say with what really happened. Lives here: the
command and its order. Not here: the fleets (`truth_fleets`), builds (`truth_build`), models
(`truth_models`), scores (`truth_scores`, `truth_goals`) and tables (`truth_tables`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

from orchestration.benchmark.truth_build import build_product, build_reference, write_fleets
from orchestration.benchmark.truth_fleets import FLEETS, judging_fleets, training_fleet
from orchestration.errors import ForkliftError, SettingsError
from orchestration.settings import load_settings

Vehicles = Annotated[
    int, typer.Option(min=8, help="Vehicles of the standard and the training fleet; others half.")
]
Days = Annotated[int, typer.Option(min=1, help="Days of each fleet.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first judging fleet, then one each.")]
TrainSeed = Annotated[int, typer.Option(min=0, help="Seed of the training fleet.")]
Fleets = Annotated[str, typer.Option(help=f"Judging fleets: {', '.join(FLEETS)}.")]
ALL = ",".join(FLEETS)

Check = Annotated[bool, typer.Option("--check", help="Exit with 1 when a goal is missed.")]


def judge_fleets(
    folder: Path,
    *,
    vehicles: int,
    days: int,
    seed: int,
    train_seed: int,
    fleets: Sequence[str] = FLEETS,
    rows: int | None = None,
    overrides: dict[str, object] | None = None,
) -> pd.DataFrame:
    """Simulate the fleets under `folder` and judge their windows; see `judged_windows`.

    With `rows`, a vehicle ends after about that many, whatever `days` says; `overrides` are
    training settings that differ from their defaults.
    """
    # Learning takes seconds to import, which a fault of the command line need not wait for.
    from orchestration.benchmark.truth_models import leaky_states, predict_fleets
    from orchestration.benchmark.truth_windows import judged_windows
    from orchestration.ml.config import parse_config
    from orchestration.warehouse import open_warehouse

    if seed <= train_seed < seed + len(FLEETS):
        raise SettingsError(f"--train-seed {train_seed} is that of a judging fleet; give another")
    judging = judging_fleets(fleets, vehicles, days, seed, rows)
    everything = [training_fleet(vehicles, days, train_seed, rows), *judging]
    config = parse_config(overrides or {})
    write_fleets(everything, folder)
    reference, product = build_reference(folder), build_product(folder)
    transferred, learned = predict_fleets(product, everything, config)
    with open_warehouse(product, read_only=True) as connection:
        leaky = leaky_states(connection, learned, config)
    paths = product.warehouse_path, reference.warehouse_path
    return judged_windows(folder, *paths, judging, transferred, leaky)


def main(
    vehicles: Vehicles = 28,
    days: Days = 1,
    seed: Seed = 9001,
    train_seed: TrainSeed = 1001,
    fleets: Fleets = ALL,
    check: Check = False,
) -> None:
    """Judge rules, models and best estimate on fleets with every fault that training never saw."""
    folder = Path(tempfile.mkdtemp(prefix="forklift-truth-"))
    names = [name.strip() for name in fleets.split(",") if name.strip()]
    try:
        windows = judge_fleets(
            folder, vehicles=vehicles, days=days, seed=seed, train_seed=train_seed, fleets=names
        )
        missed = report(windows, load_settings().data_path / "benchmark")
    except ForkliftError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"[red]Failed:[/] {error}")
        raise typer.Exit(1) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise typer.Exit(int(check and missed))


def report(windows: pd.DataFrame, folder: Path) -> bool:
    """Print all tables, write `truth.md` and `truth.csv`; whether a goal is missed."""
    from orchestration.benchmark.truth_goals import verdicts
    from orchestration.benchmark.truth_tables import all_scores, goals_shown, tables
    from orchestration.files import write_by_rename

    scores = all_scores(windows)
    judged = [one for fleet in windows["fleet"].unique() for one in verdicts(windows, fleet)]
    shown = [*tables(windows, scores), goals_shown(judged)]
    console = Console(highlight=False, width=170)
    for table in shown:
        console.print(table.for_terminal(), "")
    folder.mkdir(parents=True, exist_ok=True)
    written = "\n".join(table.as_markdown() for table in shown)
    write_by_rename(folder / "truth.md", written.encode())
    write_by_rename(folder / "truth.csv", scores.to_csv(index=False).encode())
    console.print(f"[dim]Written: {folder}/truth.md and truth.csv (every score of every judge)[/]")
    return not all(one.met for one in judged)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
