"""Data that cannot train a classifier: it is said so, and nothing passes for its predictions."""

from __future__ import annotations

from tests.bad_days.place import Place
from tests.bad_days.telemetry import LOAD, NAMES, STUCK, constant, never_carrying, rewrite

REFUSALS = "select message from ml.training_runs where status = 'refused'"
ESTIMATES = "select distinct estimate_source from marts.fct_carry_estimates order by all"


def assert_refused(place: Place, words: str) -> None:
    """The latest run says why there is no model, here and on the terminal; nothing is predicted."""
    ((message,),) = place.query(REFUSALS)
    assert words in message and "\n" not in message
    assert f"Classifier    none: {message}" in place.summary()
    assert place.query("select count(*) from ml.carry_state_predictions") == [(0,)]
    scored = "select count(*) from ml.model_metrics natural join ml.training_runs"
    assert place.query(f"{scored} where status = 'refused'") == [(0,)]
    covered = "select count(*) = (select count(*) from marts.fct_carry_estimates)"
    assert place.query(f"{covered} from marts.feat_carry_windows") == [(True,)]


def test_one_vehicle(lone: Place) -> None:
    assert_refused(lone, "only one forklift has a trusted load sensor: ")
    assert lone.query(ESTIMATES) == [("sensor",)]
    assert lone.query("select count(*) > 0 from marts.fct_carry_segments") == [(True,)]


def test_trust_that_is_lost(spare: Place) -> None:
    """A model was trained and predictions made; now no sensor works, and they are gone."""
    ((windows,),) = spare.query("select count(*) from ml.carry_state_predictions")
    assert windows > 0
    for name, value in zip(NAMES.values(), ("0", "1", "-99"), strict=True):
        rewrite(spare.real_data / name, constant(LOAD, value))
    assert spare.run() is None
    assert_refused(spare, "no forklift has a trusted load sensor (found: absent 1, stuck_empty 1")
    assert spare.query(ESTIMATES) == [("unknown",)]
    assert spare.query(
        "select count(*) from marts.fct_carry_estimates where model_version is not null"
        " or model_probability is not null or is_carrying is not null"
    ) == [(0,)]
    history = "select status from ml.training_runs order by trained_at"
    assert spare.query(history) == [("trained",), ("refused",)]


def test_nobody_ever_carries(spare: Place) -> None:
    (spare.real_data / NAMES[STUCK]).unlink()
    for name in NAMES.values():
        if name != NAMES[STUCK]:
            rewrite(spare.real_data / name, never_carrying)
    assert spare.run() is None
    trusted = "select count(*) from marts.dim_vehicles where load_sensor_status = 'trusted'"
    assert spare.query(trusted) == [(2,)]
    assert_refused(spare, "trusted forklifts never carry")
    assert spare.query("select count(*) from marts.fct_carry_segments") == [(0,)]
    assert "Carrying      0.0 h in 0 carries" in spare.summary()
    estimates = "select distinct estimate_source, is_carrying from marts.fct_carry_estimates"
    assert spare.query(f"{estimates} where observed_s > 0") == [("sensor", False)]
