"""Sessions and days against a second way to find them, with gaps that divide no hour."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.dbt.build import build, read
from tests.dbt_runs import Dbt

DAY_S = 86_400
STARTED_S = int(datetime(2025, 3, 3, 22, tzinfo=UTC).timestamp())
PIECES = ((0, 1500), (2 * 3600 + 100, 40), (5 * 3600, 10), (30 * 3600, 900), (34 * 3600, 3))
"""Seconds after the start, and how many samples 6 s apart; two go on over a midnight."""

SAID = """
select
    versioned.session_started_at_ms // 1000 as started_s,
    versioned.sample_count,
    count(*) as row_count,
    max(sequenced.sequence_number) as last_number
from intermediate.int_samples__sequenced as sequenced
inner join intermediate.int_sessions__versioned as versioned using (session_key)
group by all
order by started_s
"""


@pytest.mark.parametrize("gap_s", [700, 7_000, 100_000])
def test_a_session_ends_at_a_longer_gap(gap_s: int, dbt: Dbt, tmp_path: Path) -> None:
    midnight = STARTED_S // DAY_S * DAY_S + DAY_S
    assert midnight % gap_s, "a cell of that length would end at midnight"
    times = pd.Series([STARTED_S + at + 6 * n for at, count in PIECES for n in range(count)])
    (tmp_path / "real_data").mkdir()
    (tmp_path / "real_data" / "a.csv").write_text(
        "".join(f"FL-1;{n % 9 * 0.2:.1f};1;1;{s}000;52.1;13.2;4\n" for n, s in enumerate(times))
    )
    select = "+int_samples__sequenced +fct_data_quality_daily"
    warehouse = build(dbt, tmp_path, tmp_path / "work", select, session_gap_s=gap_s)
    expected = times.groupby((times.diff() > gap_s).cumsum()).agg(["min", "count"])
    said = read(warehouse, SAID)
    assert said["started_s"].tolist() == expected["min"].tolist()
    for column in ("sample_count", "row_count", "last_number"):
        assert said[column].tolist() == expected["count"].tolist(), column
    days = read(warehouse, "select local_date, sample_count from marts.fct_data_quality_daily")
    counted = dict(zip(days["local_date"].dt.date, days["sample_count"], strict=True))
    assert counted == times.groupby(pd.to_datetime(times, unit="s").dt.date).size().to_dict()
