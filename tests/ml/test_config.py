"""Training settings are typed and closed."""

import pytest

from orchestration.errors import SettingsError
from orchestration.ml.config import TrainingConfig, parse_config


def test_defaults_leave_load_out() -> None:
    assert TrainingConfig().feature_groups == ("current", "past", "around")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"seeed": 1}, "training setting seeed is unknown; allowed: .*seed"),
        ({"boosting": {"depth": 3}}, r"boosting\.depth is unknown; allowed: .*max_leaf_nodes"),
        ({"feature_groups": ["load"]}, r"feature_groups\.0='load'.*'current', 'past' or 'around'"),
        ({"folds": 1}, "folds=1: .*greater than or equal to 2"),
        ({"later_share": 1.0}, "later_share=1.0: .*less than 1"),
        ({"later_share": float("nan")}, "later_share=nan"),
        (
            {"model": "svm"},
            "model='svm': .*'hist_gradient_boosting', 'logistic_regression' or 'random_forest'",
        ),
        ({"calibration": "beta"}, "calibration='beta': .*'isotonic', 'platt' or 'none'"),
        ({"label_profile": "truth"}, "label_profile='truth': .*'carry_rule' or 'load_share'"),
        ({"decoder": "crf"}, "decoder='crf': .*'viterbi' or 'none'"),
        ({"unknown_below": 1.0}, "unknown_below=1.0: .*less than 1"),
        ({"height_limits": {"noise": 1}}, r"height_limits\.noise is unknown; allowed: .*chatter_m"),
        ({"calibration": "none"}, "settings: unknown_below above 0.5 needs .* set calibration"),
        (
            {"model": "random_forest", "boosting": {"max_iter": 5}},
            "settings: boosting belongs to model=hist_gradient_boosting, not random_forest",
        ),
    ],
)
def test_unknown_or_impossible_settings_are_refused(given: dict, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        parse_config(given)


def test_settings_survive_json() -> None:
    config = parse_config({"seed": 7, "boosting": {"max_iter": 5}})
    assert parse_config(config.model_dump(mode="json")) == config
