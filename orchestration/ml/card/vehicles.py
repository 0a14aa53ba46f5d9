"""Which vehicles a model learned from and is judged on, and which not.

Lives here: the two tables of vehicles. Not here: the worst of them (`worst.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from orchestration.ml.card.figures import NOTHING, human, relative, score, share
from orchestration.ml.card.text import plain
from orchestration.ml.judging import Judged
from orchestration.ml.schema import ALL

SHOWN = 20
"""Most vehicles that a card names in one place."""


def held_out_table(metrics: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """The vehicles, the worst first, each as judged by a model that never saw it."""
    chosen = metrics[
        (metrics["model"] == judged.model)
        & (metrics["split"] == judged.split)
        & (metrics["vehicle_id"] != ALL)
    ]
    wide = chosen.pivot(index="vehicle_id", columns="metric", values="value").reset_index()
    wide = wide.sort_values(["f1", "vehicle_id"], na_position="last").head(SHOWN)
    folds = _folds(judged)
    return pd.DataFrame(
        [
            {
                "Vehicle": plain(row["vehicle_id"]),
                "Held out in fold": folds[row["vehicle_id"]],
                "Windows": f"{row['windows']:,.0f}",
                "On duty": f"{row['on_duty_h']:.1f} h",
                "Carrying": share(row["carry_h"] / row["on_duty_h"] if row["on_duty_h"] else None),
                "F1": score(row["f1"]),
                "MCC": score(row["mcc"]),
                "Segment F1": score(row["segment_f1"]),
                "Carry hours": relative(row["carry_hours_error"]),
                "Unknown": share(row["unknown_share"]),
            }
            for row in wide.to_dict("records")
        ]
    )


def left_out_table(fleet: pd.DataFrame, learned: dict[str, int]) -> pd.DataFrame:
    """Vehicles that no label is taken from, by reason."""
    others = fleet[~fleet["vehicle_id"].astype(str).isin(learned)]
    by_reason: dict[str, list[str]] = {}
    for row in others.to_dict("records"):
        by_reason.setdefault(_reason(row), []).append(str(row["vehicle_id"]))
    return pd.DataFrame(
        [
            {"Why": reason, "Vehicles": len(names), "Which": _listed(names)}
            for reason, names in sorted(by_reason.items())
        ]
    )


def _reason(row: Mapping[Any, Any]) -> str:
    if row["vehicle_class"] != "forklift":
        return "no mast: the height says nothing of carrying"
    if row["load_sensor_status"] != "trusted":
        return f"load sensor {human(str(row['load_sensor_status'] or NOTHING))}: no label to trust"
    return "no labelled window on duty among those that were read"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(map(plain, sorted(names)[:SHOWN])) + more


def _folds(judged: Judged) -> dict[str, str]:
    """The fold that holds each vehicle out; a vehicle is in one fold only."""
    if judged.vehicle is None:
        return {}
    names, first = pd.factorize(judged.vehicle)[1], ~pd.Series(judged.vehicle).duplicated()
    return dict(zip(names, judged.fold[first.to_numpy()], strict=True))
