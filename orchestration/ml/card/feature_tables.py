"""What a model sees and what it must not see.

Lives here: the two tables of columns. Not here: which column is which (`ml/features.py`).
"""

from __future__ import annotations

import pandas as pd

from orchestration.ml.features import group_of
from orchestration.ml.neighbours import NEIGHBOURED, parse
from orchestration.ml.train import TrainingResult


def feature_table(result: TrainingResult) -> pd.DataFrame:
    """What the model sees, one row per group; windows beside a window are named once."""
    contract = result.contract
    records = []
    for group in dict.fromkeys(contract.groups):
        names = [contract.names[place] for place in contract.columns_of(group)]
        own = [name for name in names if parse(name) is None]
        beside = [name for name in names if parse(name) is not None]
        said = [f"`{name}`" for name in own]
        if beside:
            where = "before" if group == "past" else "ahead"
            of = [name for name in NEIGHBOURED if any(one.endswith(name) for one in beside)]
            listed = ", ".join(f"`{name}`" for name in of)
            said.append(f"and of each of the {len(beside) // len(of)} windows {where} {listed}")
        records.append({"Group": group, "Columns": len(names), "Which": ", ".join(said)})
    return pd.DataFrame(records)


def unseen_table(mart_columns: tuple[str, ...]) -> pd.DataFrame:
    """Columns of the mart that no model may see, by why."""
    why = {
        "load": "made of the load signal, as the label is: seeing it would be leakage",
        "label": "the label itself",
        "key": "says which vehicle, when, or how much was observed, not what happened",
    }
    records = []
    for group, reason in why.items():
        names = [name for name in mart_columns if group_of(name) == group]
        if names:
            listed = ", ".join(f"`{name}`" for name in names)
            records.append({"Why": reason, "Columns": len(names), "Which": listed})
    return pd.DataFrame(records)
