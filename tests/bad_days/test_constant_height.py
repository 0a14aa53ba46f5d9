"""A vehicle whose height never changes: no matter for the product rule, an error for the other."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bad_days.contents import contents
from tests.bad_days.place import Place
from tests.bad_days.telemetry import NAMES, STUCK

REFERENCE = "dbt_project/vars/reference.yml"


def test_the_fleet_goes_on(good: Place) -> None:
    heights = dict(good.query("select vehicle_id, height_status from marts.dim_vehicles"))
    assert heights == {"FL-01": "metres", "FL-02": "metres", STUCK: "stuck"}
    carried = good.query("select distinct vehicle_id from marts.fct_carry_segments order by all")
    assert carried == [("FL-01",), ("FL-02",), (STUCK,)]
    judged = f"from intermediate.int_samples__carry_state where vehicle_id = '{STUCK}'"
    assert good.query(f"select count(height_m), count(*) > 800 {judged}") == [(0, True)]


def test_the_reference_rule_names_the_file(good: Place, tmp_path: Path) -> None:
    place = good.copied(tmp_path / "place", FORKLIFT_VARS=REFERENCE)
    shutil.rmtree(place.data_dir / "dbt")  # parsed for other vars
    tables = contents(place.warehouse, "raw", "marts", "ml")
    failure = place.run(tested=False)
    assert failure is not None and failure.startswith("dbt_build: ") and "\n" not in failure
    assert (
        f"file real_data/{NAMES[STUCK]}: every height is 0.731, which cannot be scaled" in failure
    )
    assert "set var height_method to clip, drop or calibrate" in failure
    assert contents(place.warehouse, "raw", "marts", "ml") == tables
