from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import faults as module
from orchestration.assets.dbt_faults import fault_of
from orchestration.errors import DbtError, ForkliftError, SourceError, WarehouseError
from orchestration.faults import RETRIES, faults


def run_raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str | None]:
    """Attempts made, and the description of the failure in the end."""
    monkeypatch.setattr(module, "RETRY_WAIT_S", 0)
    attempts = []

    @dg.asset
    def broken() -> None:
        attempts.append(1)
        with faults():
            raise error

    result = dg.materialize([broken], raise_on_error=False)
    data = result.get_step_failure_events()[0].step_failure_data
    assert not result.success
    return len(attempts), data.user_failure_data.description if data.user_failure_data else None


def test_a_fault_with_a_remedy_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_raising(SourceError("no folder; make one"), monkeypatch) == (
        1,
        "no folder; make one",
    )


def test_a_busy_warehouse_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, said = run_raising(WarehouseError("w.duckdb is open elsewhere"), monkeypatch)
    assert (attempts, said) == (1 + RETRIES, "w.duckdb is open elsewhere")


def test_a_programming_error_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_raising(ZeroDivisionError("ours"), monkeypatch) == (1, None)


def test_no_step_has_a_retry_policy(defs: dg.Definitions) -> None:
    """Dagster would apply it to interruptions too: Ctrl-C would start the step again."""
    job = defs.resolve_job_def("forklift_training_job")
    ops = [node for node in job.all_node_defs if isinstance(node, dg.OpDefinition)]
    assert len(ops) >= 8
    assert [op.name for op in ops if op.retry_policy is not None] == []


@pytest.mark.parametrize(
    "logged, kind, words",
    [
        (
            'IO Error: Could not set lock on file "w": Conflicting lock is held in a (PID 7).',
            WarehouseError,
            "w.duckdb: is open in a (PID 7); close it",
        ),
        (
            'TransactionContext Error: Failed to commit: Could not write file "w": File too large',
            WarehouseError,
            "w.duckdb: cannot be written: disk full",
        ),
        (
            "Failure in test unique_x\n  Got 2 results, configured to fail",
            DbtError,
            "Got 2 results",
        ),
        ("", DbtError, "dbt build failed"),
    ],
)
def test_what_dbt_complains_of(logged: str, kind: type[ForkliftError], words: str) -> None:
    message = f"The dbt CLI process failed.\n\nErrors parsed from dbt logs:\n\n{logged}"
    fault = fault_of(message, Path("target"), "w.duckdb")
    assert type(fault) is kind
    assert words in str(fault) and "\n" not in str(fault)
