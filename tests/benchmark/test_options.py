"""What a sub-command says of itself, and what it is given of the options that all share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.testing import CliRunner

from orchestration.benchmark.options import Options, with_options


def test_its_own_options_come_first_and_the_shared_ones_as_one() -> None:
    seen: list[tuple[Options, int]] = []

    @with_options
    def weigh(options: Options, pallets: Annotated[int, typer.Option(min=1)] = 3) -> None:
        """Weigh pallets."""
        seen.append((options, pallets))

    app = typer.Typer(add_completion=False)
    app.command()(weigh)
    run = CliRunner().invoke
    assert run(app, []).exit_code == 0
    assert run(app, ["--pallets", "7", "--seed", "5", "--work-dir", "w", "--check"]).exit_code == 0
    assert seen == [
        (Options(), 3),
        (Options(seed=5, work_dir=Path("w"), check=True), 7),
    ]
    assert run(app, ["--pallets", "0"]).exit_code == 2
    assert run(app, ["--seed", "-1"]).exit_code == 2
    told = run(app, ["--help"], env={"COLUMNS": "150"}).stdout
    assert "Weigh pallets." in told
    assert told.index("--pallets") < told.index("--seed")


def test_a_call_from_python_needs_no_options() -> None:
    seen: list[Options] = []

    @with_options
    def weigh(options: Options) -> None:
        seen.append(options)

    weigh(keep=True)
    assert seen == [Options(keep=True)]
