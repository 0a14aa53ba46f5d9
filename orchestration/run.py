"""One run of a job from the terminal: `python -m orchestration.run`.

Lives here: running quietly with the details in a log file, one line on failure, and the summary
at the end. Not here: what the job does (`assets/`), and what the summary says (`summary.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from orchestration.errors import ForkliftError, SettingsError
from orchestration.importing import uncollected
from orchestration.project import prepare
from orchestration.settings import Settings, load_settings
from orchestration.terminal import only_to, under_way

if TYPE_CHECKING:  # Dagster takes seconds to import
    import dagster as dg

JOB = "forklift_training_job"


def main(
    ref: Annotated[str | None, typer.Option(help="Version, branch or tag of the source.")] = None,
    job: Annotated[str, typer.Option(help="Job to run.")] = JOB,
) -> None:
    """Run a job once in this process and print a summary of what the warehouse then says."""
    try:
        settings = load_settings()
        prepare(settings)
        log = settings.data_path / "logs" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{job}.log"
        failure = execute(job, ref, log)
        if failure:
            raise ForkliftError(f"{failure}\nDetails: {log}")
        show_summary(settings, log)
    except ForkliftError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]Failed:[/] {error}")
        raise typer.Exit(1) from None


def execute(job: str, ref: str | None, log: Path) -> str | None:
    """Run the job with all output in `log`; return one line of failure, or None."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()
    except OSError as error:
        raise SettingsError(
            f"FORKLIFT_DATA_DIR: cannot write {log}: {error.strerror}; make room or choose another"
        ) from error
    with only_to(log) as terminal, under_way(terminal, f"Running {job} (details in {log})"):
        with uncollected():
            from orchestration.definitions import defs
            from orchestration.history import open_history
            from orchestration.recovery import close_orphans

        with open_history() as instance:
            close_orphans(instance)
            result = defs.resolve_job_def(job).execute_in_process(
                instance=instance, run_config=run_config(ref), raise_on_error=False
            )
    return None if result.success else failure_of(result)


def run_config(ref: str | None) -> dict[str, Any]:
    """Dagster run configuration that reads the source at `ref`."""
    return {"ops": {"ingest": {"config": {"ref": ref}}}} if ref else {}


def failure_of(result: dg.ExecuteInProcessResult) -> str:
    """The first failed step and its reason, in one line."""
    for event in result.all_node_events:
        data = event.step_failure_data if event.is_step_failure else None
        if data is None:
            continue
        if data.user_failure_data and data.user_failure_data.description:
            return f"{event.step_key}: {data.user_failure_data.description}"
        error = data.error
        while error and error.cause:
            error = error.cause
        return f"{event.step_key}: {' '.join(error.message.split()) if error else 'failed'}"
    return "the run ended before its first step"


def show_summary(settings: Settings, log: Path) -> None:
    """Print what the warehouse says after the run."""
    from orchestration.summary import summarise
    from orchestration.summary_layout import render

    console = Console(highlight=False)
    console.print(render(summarise(settings)))
    console.print(f"[dim]Details of this run: {log}[/]", soft_wrap=True)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
