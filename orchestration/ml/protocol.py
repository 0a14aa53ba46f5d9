"""What is judged on what.

Lives here: the plan of all fits of a training run, and the outcomes it is judged by. Not here: one
fit (`models`), how states are chosen without their judges (`nested`), and scores (`evaluation`).

| name of the model | what it is |
|---|---|
| `<model>` | each window by itself, probability as said |
| `<model>_decoded` | calibrated, and the likeliest course of each session: what is stored |
| `<model>_causal` | each window by itself, from features that do not look ahead |
| `<model>_causal_filtered` | and filtered forward in time, without looking ahead |

The verdict on a session's height (`heights`) is of the whole session also where nothing else looks
ahead: a truck would use that of the session before.

The model is also judged on random rows, `random_rows_optimistic`: the difference to the honest
splits is what a row split flatters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.judging import Judged, Prediction, assemble, judge, read_out, sharing
from orchestration.ml.models import candidates, causal_candidate
from orchestration.ml.nested import earlier_time, law_of, nested_readouts, paired_folds
from orchestration.ml.readout import plain_readout
from orchestration.ml.sampling import cap_rows
from orchestration.ml.splits import Split, everything, random_rows

OPTIMISTIC = "random_rows_optimistic"
_TEST_SHARE = 0.2


def judge_all(
    dataset: Dataset, splits: Sequence[Split], config: TrainingConfig, threads: int
) -> tuple[list[Prediction], Judged, list[Judged], tuple[str, ...]]:
    """Fit and judge everything, held-out vehicles being the first of `splits`.

    Returns the model that is kept, the model as judged on held-out vehicles, all that was judged,
    and notes of what could not be nested.
    """
    model, *baselines = candidates(config)
    causal = causal_candidate(dataset, config)
    rows = optimistic_rows(dataset, config)
    inner = [paired_folds(splits[0], dataset.label)]
    inner += [earlier_time(dataset, split, config) for split in splits[1:]]
    # The longest fits first: the last ones leave no thread alone for long.
    plan = [(model, everything(len(dataset))), (model, rows)]
    plan += [(model, split) for split in (*splits, *inner)]
    plan += [(causal, splits[0])] if causal else []
    plan += [(baseline, split) for baseline in baselines for split in splits]
    kept, flattered, *others = judge(dataset, plan, config, threads)
    outer, nested = others[: len(splits)], others[len(splits) : 2 * len(splits)]
    rest = iter(others[2 * len(splits) :])
    judged, notes = [], []
    for split, said, inside in zip(splits, outer, nested, strict=True):
        raw = assemble(dataset, model.name, split, said, config.threshold)
        readouts = nested_readouts(dataset, split, inside, config)
        if len(readouts) and not inside:
            notes.append(f"{split.name}: judged without calibration, too little to nest it in")
        judged += [raw, read_out(dataset, raw, readouts, f"{model.name}_decoded")]
    if causal:
        raw = assemble(dataset, causal.name, splits[0], next(rest), config.threshold)
        plain = {
            fold.name: plain_readout(law_of(dataset, fold.train), config)
            for fold in splits[0].folds
        }
        raw = sharing(raw, judged[0])
        filtered = read_out(dataset, raw, plain, f"{causal.name}_filtered", "causal")
        judged += [raw, filtered]
    first_of = {one.split: one for one in reversed(judged)}
    judged += [
        sharing(
            assemble(dataset, baseline.name, split, next(rest), config.threshold),
            first_of[split.name],
        )
        for baseline in baselines
        for split in splits
    ]
    judged.append(
        assemble(dataset, model.name, rows, flattered, config.threshold, whole_sessions=False)
    )
    return list(kept.values()), judged[0], judged, tuple(notes)


def optimistic_rows(dataset: Dataset, config: TrainingConfig) -> Split:
    """Random rows of the sessions that a fit may see: a row owes its score to its neighbours."""
    seen = cap_rows(dataset, np.arange(len(dataset)), config.judge_cap, config.seed)
    return random_rows(seen, _TEST_SHARE, config.seed, OPTIMISTIC)
