"""What Dagster is told of a trained model."""

import pandas as pd

from orchestration.assets.train_facts import optimism_table, score_table


def metrics() -> pd.DataFrame:
    """F1 and MCC of a model on three splits, with rows that must not count."""
    rows = [
        ("m", split, fold, vehicle, metric, value, value - 0.1, value + 0.1)
        for split, value in (("later_time", 0.7), ("random_rows_optimistic", 0.9), ("v", 0.5))
        for metric in ("f1", "mcc")
        for fold, vehicle in (("all", "all"), ("0", "all"), ("all", "FL-01"))
    ]
    rows.append(("majority", "v", "all", "all", "f1", 0.99, 0.99, 0.99))
    columns = ["model", "split", "fold", "vehicle_id", "metric", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_optimism_shows_one_model_most_flattering_first() -> None:
    table = optimism_table(metrics(), "m")
    assert list(table["split"]) == ["random_rows_optimistic", "later_time", "v"]
    assert list(table["f1 value"]) == [0.9, 0.7, 0.5]
    assert table["mcc low"].round(2).tolist() == [0.8, 0.6, 0.4]


def test_scores_are_shown_by_split_and_model() -> None:
    shown = ["balanced_accuracy", "precision", "recall", "pr_auc", "brier", "segment_f1"]
    shown += ["carry_hours_error", "calibration_error", "unknown_share"]
    more = metrics().query("metric == 'f1'")
    table = pd.concat([metrics(), *(more.assign(metric=name) for name in shown)])
    wide = score_table(table)
    assert list(zip(wide["split"], wide["model"], strict=True))[-1] == ("v", "majority")
    assert wide["f1"].tolist() == [0.7, 0.9, 0.5, 0.99]
