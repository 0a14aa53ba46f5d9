"""Gradient boosted trees whose bins are quickly made.

Lives here: departures from scikit-learn. Not here: parameters (`config`), fitting (`models`).
"""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier

_BIN_ROWS = 50_000
"""Windows whose quantiles are the edges of bins; scikit-learn takes 200 000."""


class CarryStateClassifier(HistGradientBoostingClassifier):
    """HistGradientBoosting that weighs windows in the loss, not when it cuts features into bins.

    scikit-learn 1.9 takes a weighted percentile for every bin edge of data below 200 000 rows,
    which makes a fit on 80 features five times slower (scikit-learn pull request 34248). Bins only
    offer places to split: unweighted quantiles, as before 1.9, serve as well, and those of a
    seeded sample too.
    """

    def _bin_data(self, X: Any, *weights: Any, **options: Any) -> Any:
        self._bin_mapper.subsample = _BIN_ROWS
        # A private method: where a release no longer calls it, fits are slower, not different in
        # kind.
        return super()._bin_data(X, *(None for _ in weights), **options)
