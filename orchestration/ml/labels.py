"""What a window is taught to be.

Lives here: the label profiles. Not here: the rule that the labels come from (dbt), and how much a
label is worth (`weights`).
"""

from __future__ import annotations

import pandas as pd

from orchestration.ml.config import LabelProfile


def with_labels(frame: pd.DataFrame, profile: LabelProfile) -> pd.DataFrame:
    """The windows with the label and purity of a profile; `carry_rule` is the mart's own.

    `load_share` takes the load signal as it came, without the rule that closes and drops runs.
    """
    if profile == "carry_rule":
        return frame
    share = frame["load_share"]
    return frame.assign(
        label_is_carrying=(share >= 0.5).astype("boolean").mask(share.isna()),
        label_purity=share.where(share >= 0.5, 1 - share),
    )
