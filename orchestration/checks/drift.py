"""Whether what the champion scores still looks like what it was trained on.

Lives here: judging the rows of `ml.drift`. Not here: measuring (`ml/drift.py`), and how one
training differs from the one before (`training.py`). The step that scores yields these checks
itself: steps of their own would cost a run that finds nothing new.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
import pandas as pd

from orchestration.assets.metadata import markdown
from orchestration.thresholds import Thresholds

DRIFT_KEY = dg.AssetKey(["ml", "drift"])
FEATURES, UNKNOWN, RATES = "features_are_stable", "unknown_is_rare", "carrying_is_as_learned"
_MEASURES = {
    FEATURES: ("psi",),
    UNKNOWN: ("unknown_share",),
    RATES: ("label_rate", "predicted_rate"),
}
_REMEDIES = {
    FEATURES: "look at the sensors behind these features; if the fleet or its work has changed, "
    "train again on data that has it",
    UNKNOWN: "look for vehicles whose height or speed has failed; train again if the work changed",
    RATES: "compare with the shifts and the work of these days; look at the load sensors that are "
    "trusted; train again if the work changed",
}
_WORST = 10

DRIFT_CHECKS = [
    dg.AssetCheckSpec(
        FEATURES,
        asset=DRIFT_KEY,
        description="Features of the last days lie where they lay in the champion's training.",
    ),
    dg.AssetCheckSpec(
        UNKNOWN,
        asset=DRIFT_KEY,
        description="About as little is unknown as on vehicles held out from the training.",
    ),
    dg.AssetCheckSpec(
        RATES,
        asset=DRIFT_KEY,
        description="Vehicles carry, by sensor and by prediction, about as often as learned.",
    ),
]

_READ = """
select measure, feature, value, expected, threshold, window_count, vehicle_count, is_judged,
    is_beyond
from ml.drift where version = ? and run_id = ?
order by value desc nulls last, measure, feature
"""


def read_drift(
    connection: duckdb.DuckDBPyConnection, version: str, champion: str | None
) -> pd.DataFrame:
    """What is recorded of a version against its champion, the largest values first."""
    return connection.execute(_READ, [version, champion]).df()


def drift_facts(drift: pd.DataFrame) -> dict[str, Any]:
    """How much was measured, and the measures that moved most."""
    return {
        "dagster/row_count": len(drift),
        "dagster/table_name": "ml.drift",
        "most": markdown(drift.head(_WORST)),
    }


def judge_drift(drift: pd.DataFrame, limits: Thresholds) -> Iterator[dg.AssetCheckResult]:
    """One result per check; without a champion, or one whose training kept no profile, all pass."""
    for name, measures in _MEASURES.items():
        found = drift[drift["measure"].isin(measures)]
        beyond = found[found["is_beyond"].astype(bool)]
        facts: dict[str, Any] = {
            "measured": len(found),
            "judged": int(found["is_judged"].astype(bool).sum()),
        }
        if len(beyond):
            facts |= {"worst": markdown(beyond.head(_WORST)), "what_to_do": _REMEDIES[name]}
        yield dg.AssetCheckResult(
            passed=beyond.empty,
            asset_key=DRIFT_KEY,
            check_name=name,
            severity=dg.AssetCheckSeverity[limits.severity.upper()],
            metadata=facts,
        )
