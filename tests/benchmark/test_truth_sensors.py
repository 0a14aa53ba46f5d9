"""The verdict on load sensors against the truth: the arithmetic, and a fleet with every fault."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from orchestration.benchmark.truth_sensors import RIGHT, in_words, judge_sensors, scores

SEED = 5
"""Of the fleet that is judged here; no threshold was chosen on it."""
MISSED = {"stuck_later"}
"""What the verdict over all days cannot see."""


def test_scores_by_hand() -> None:
    verdicts = pd.DataFrame(
        {
            "kind": ["good", "good", "good", "stuck_0", "vibration", "vibration"],
            "verdict": ["trusted", "flickering", "trusted", "stuck_empty", "trusted", "absent"],
            "is_flagged": [True, True, False, False, True, True],
            "right": ["trusted"] * 3 + ["stuck_empty"] + ["flickering"] * 2,
        }
    )
    by_kind = {row["kind"]: row for row in scores(verdicts).to_dict("records")}
    assert list(by_kind["good"].values()) == ["good", "trusted", 3, 2, 1, 2, "1 flickering"]
    assert list(by_kind["stuck_0"].values()) == ["stuck_0", "stuck_empty", 1, 1, 1, 0, ""]
    counts = [by_kind["vibration"][name] for name in ("vehicles", "hits", "found", "flagged")]
    assert counts == [2, 0, 1, 2]
    assert in_words(scores(verdicts)) == (
        "Faults found: 2 of 3, with the right name 1; flagged 2.\n"
        "False alarms: 1 of 3 healthy; flagged 2."
    )


@pytest.mark.timeout(600)
def test_every_fault_and_odd_vehicle(tmp_path: Path) -> None:
    verdicts = judge_sensors(tmp_path, vehicles=14, days=1, seed=SEED, odd=1, rows=14 * 9_000)
    assert set(verdicts["kind"]) == set(RIGHT)
    wrong = verdicts[verdicts["verdict"] != verdicts["right"]]
    assert set(wrong["kind"]) <= MISSED, wrong
    # The limits of the reference flag every busy vehicle.
    assert verdicts.loc[verdicts["kind"] == "good", "is_flagged"].all()
