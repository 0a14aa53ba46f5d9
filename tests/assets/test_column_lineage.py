"""What `FORKLIFT_COLUMN_LINEAGE` adds to a mart; `test_run.py` has it left out by default."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.settings import load_settings
from tests.dbt.build import build

KEY = dg.AssetKey(["marts", "dim_vehicles"])
LINES = "".join(
    f"FL-1;{height};{load};1;{1741000000000 + 1000 * second};50.8;4.3;3.5\n"
    for second, (height, load) in enumerate([(0.1, 0), (1.5, 1), (0.2, 0)] * 20)
)


def test_a_mart_shows_where_its_columns_come_from(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.definitions import build_defs  # needs the manifest

    folder = tmp_path / "fleet" / "real_data"
    folder.mkdir(parents=True)
    (folder / "one.csv").write_text(LINES)
    build(tmp_path / "fleet", tmp_path, "+dim_vehicles")
    monkeypatch.setenv("FORKLIFT_COLUMN_LINEAGE", "true")
    monkeypatch.setenv("DBT_INDIRECT_SELECTION", "cautious")  # no test that needs another mart
    settings = load_settings(data_dir=tmp_path, local_root=tmp_path / "fleet")
    job = build_defs(settings).resolve_job_def("forklift_build_job")
    result = job.execute_in_process(asset_selection=[KEY])
    (event,) = result.asset_materializations_for_node("dbt_build")
    lineage = event.metadata["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    sources = {
        column: {(dep.asset_key.to_user_string(), dep.column_name) for dep in deps}
        for column, deps in lineage.deps_by_column.items()
    }
    judged, counted = "intermediate/int_vehicles__judged", "intermediate/int_vehicles__counted"
    assert sources["load_sensor_status"] == {(judged, "load_sensor_status")}
    assert sources["sample_count"] == {(counted, "sample_count")}
