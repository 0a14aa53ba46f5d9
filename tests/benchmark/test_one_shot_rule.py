"""The yardstick's rule is the reference rule, on the files that are hardest to agree on."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.benchmark.one_shot_rule import ReferenceRule, carry_seconds
from tests.benchmark.expected import expected_seconds
from tests.reference.messy import messy_frame
from tests.reference.messy_kinds import KINDS, UNSCALABLE_KINDS

SEEDS = range(3)

RULES: dict[str, dict[str, Any]] = {
    "reference": {},
    "drop": {"height_mode": "drop"},
    "clip": {"height_mode": "clip"},
    "given_range": {"height_min": 0.05, "height_max": 8.0},
    "given_minimum": {"height_min": -1.0},
    "given_maximum": {"height_max": 9000.0},
    "low_mast": {"max_height_m": 3.0},
    "limits": {"load_threshold": 0.7, "forks_up_m": 0.5},
    "null_load_counts": {"load_threshold": -0.5},
    "no_speed_cap": {"speed_cap_kmh": None},
    "slow": {"speed_cap_kmh": 3.0},
    "off_duty_too": {"require_on_duty": False},
    "no_debounce": {"min_true_s": 0.0, "close_gap_s": 0.0},
    "short": {"min_true_s": 0.5, "close_gap_s": 0.999},
    "long_gaps": {"min_true_s": 5.0, "close_gap_s": 45.0},
    "always_trusted": {"min_raised_rows": 0, "min_raised_share": 0.0},
    "hardly_trusted": {"min_raised_rows": 200, "min_raised_share": 0.9},
    "share_from_220_rows": {"min_load_rows_for_share": 220, "min_raised_share": 0.06},
    "never_above_the_top": {
        "height_min": -1.0,
        "height_max": 2.0,
        "max_height_m": 3.0,
        "forks_up_m": 3.0,
    },
    "share_always_asked": {"min_load_rows_for_share": 1, "min_raised_share": 0.8},
}


@pytest.mark.parametrize("name", RULES)
def test_equals_the_step_by_step_rule(name: str) -> None:
    params = RULES[name]
    judged = carried = 0
    for seed in SEEDS:
        for kind in KINDS:
            frame = messy_frame(seed, kind)
            try:
                expected = expected_seconds(frame, **params)
            except ValueError:
                assert kind in UNSCALABLE_KINDS
                with pytest.raises(ValueError, match="constant height"):
                    carry_seconds(frame, ReferenceRule(**params))
                continue
            got = carry_seconds(frame, ReferenceRule(**params))
            assert got == pytest.approx(expected, rel=0, abs=1e-6), (seed, kind)
            judged += 1
            carried += expected > 0
    assert judged >= len(SEEDS) * (len(KINDS) - len(UNSCALABLE_KINDS))
    assert carried > 20, "the files hardly try this rule"
