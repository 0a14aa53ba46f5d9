"""dbt on a warehouse that nothing was ingested into.

Lives here: what it says, and what it builds all the same. Not here: a warehouse that cannot be
opened (`bad_days/test_warehouse_in_the_way.py`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.settings import load_settings
from tests.dbt_runs import Dbt, DbtFailed


@pytest.mark.parametrize("select", ["", "stg_telemetry__readings"])
def test_it_is_said_once(select: str, dbt: Dbt, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    with pytest.raises(DbtFailed, match="telemetry") as failure:
        dbt.build(settings, {}, select=select)
    said = [line for line in str(failure.value).splitlines() if "telemetry yet" in line]
    [line] = said
    assert line.strip().startswith(f"{settings.warehouse_path} holds no telemetry yet: `make run`")
    with duckdb.connect(settings.warehouse_path) as warehouse:
        assert warehouse.execute("from information_schema.tables").fetchall() == []


def test_what_reads_none_is_built(dbt: Dbt, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    dbt.build(settings, {}, select="+dim_time")
    with duckdb.connect(settings.warehouse_path) as warehouse:
        assert warehouse.execute("select count(*) from marts.dim_time").fetchall() == [(7 * 24,)]
