"""`python -m orchestration.benchmark.sql_clock RESULT ...`: dbt, and the time of each node's SQL.

Lives here: dbt in this process with clocks around the cursor, of the wall and of the processor.
Compiling, logging and the start of dbt do not count; on the second clock nor does what other
processes do on the same cores: with one thread of dbt and of DuckDB it hardly varies. Not here:
what is compared with what (`guard.py`, `history.py`).
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.contextvars import get_node_info


def main(result: Path, arguments: list[str]) -> None:
    """Run dbt and write seconds on both clocks by unique id, that of no node being empty.

    The code of a failure is dbt's own.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    cpu_seconds: defaultdict[str, float] = defaultdict(float)
    execute = DuckDBCursorWrapper.execute

    def timed(cursor: Any, sql: str, bindings: Any = None) -> Any:
        began, cpu_began = time.perf_counter(), time.process_time()
        try:
            return execute(cursor, sql, bindings)  # type: ignore[no-untyped-call]
        finally:
            node = get_node_info().get("unique_id", "")
            seconds[node] += time.perf_counter() - began
            cpu_seconds[node] += time.process_time() - cpu_began

    setattr(DuckDBCursorWrapper, "execute", timed)  # noqa: B010 - a patch, and said so
    outcome = dbtRunner().invoke(arguments)
    if not outcome.success:
        sys.exit(reason(outcome))
    clocks = {"seconds": seconds, "cpu_seconds": cpu_seconds}
    result.write_text(json.dumps(clocks), encoding="utf-8")


def reason(outcome: dbtRunnerResult) -> str:
    """Why dbt failed, in one line."""
    for each in getattr(outcome.result, "results", []):
        if each.status in ("error", "fail"):
            return f"{each.node.name}: {' '.join(str(each.message).split())}"
    return " ".join(str(outcome.exception or "dbt failed").split())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
