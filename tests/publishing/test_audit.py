"""The gate, asked about real runs of a small graph with three checks."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from orchestration.publishing.audit import Verdict, audit

RESULTS: dict[str, tuple[bool, dg.AssetCheckSeverity]] = {}
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN
NAMES = ("complete", "plausible", "worth_having")
KEYS = [dg.AssetCheckKey(dg.AssetKey(["marts", "trips"]), name) for name in NAMES]


@dg.asset(key=["marts", "trips"])
def trips() -> None:
    pass


def check(name: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=trips, name=name, blocking=name == "complete")
    def judged() -> dg.AssetCheckResult:
        if name not in RESULTS:
            raise RuntimeError("the check itself broke")
        passed, severity = RESULTS[name]
        return dg.AssetCheckResult(passed=passed, severity=severity)

    return judged


CHECKS = {name: check(name) for name in NAMES}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    RESULTS.clear()
    RESULTS.update(dict.fromkeys(NAMES, (True, ERROR)))
    with dg.instance_for_test() as instance:
        yield instance


def run(instance: dg.DagsterInstance, *names: str, build: bool = True) -> None:
    """Build the asset, and run these checks; all of them unless named."""
    chosen = dg.AssetSelection.checks(*(CHECKS[name] for name in names or NAMES))
    everything = chosen | dg.AssetSelection.assets(trips).without_checks() if build else chosen
    dg.materialize(
        [trips, *CHECKS.values()], selection=everything, instance=instance, raise_on_error=False
    )


def test_all_passed(instance: dg.DagsterInstance) -> None:
    run(instance)
    assert audit(instance, KEYS) == Verdict([], [])


def test_a_failure_is_named(instance: dg.DagsterInstance) -> None:
    RESULTS["plausible"] = (False, ERROR)
    run(instance)
    verdict = audit(instance, KEYS)
    assert verdict.reason == "check marts/trips:plausible failed" and not verdict.warned


def test_a_warning_is_no_failure(instance: dg.DagsterInstance) -> None:
    RESULTS["worth_having"] = (False, WARN)
    run(instance)
    assert audit(instance, KEYS) == Verdict([], ["check marts/trips:worth_having failed"])


def test_the_latest_result_counts(instance: dg.DagsterInstance) -> None:
    RESULTS["complete"] = (False, ERROR)
    run(instance)
    assert audit(instance, KEYS).failed
    RESULTS["complete"] = (True, ERROR)
    run(instance, build=False)
    assert not audit(instance, KEYS).failed
    RESULTS["plausible"] = (False, ERROR)
    run(instance, "plausible", build=False)
    assert audit(instance, KEYS).failed == ["check marts/trips:plausible failed"]


def test_never_ran(instance: dg.DagsterInstance) -> None:
    run(instance, "complete", "plausible")
    assert audit(instance, KEYS).failed == ["check marts/trips:worth_having never ran"]


def test_a_check_that_broke_has_no_result(instance: dg.DagsterInstance) -> None:
    run(instance)
    del RESULTS["plausible"]
    run(instance)
    (failed,) = audit(instance, KEYS).failed
    assert failed.startswith("check marts/trips:plausible did not end in run ")


def test_a_result_about_an_earlier_build_is_outdated(instance: dg.DagsterInstance) -> None:
    run(instance)
    run(instance, "complete", "worth_having")
    (failed,) = audit(instance, KEYS).failed
    assert failed.startswith("check marts/trips:plausible did not run since run ")
    run(instance, "plausible", build=False)
    assert not audit(instance, KEYS).failed


def test_many_failures_are_one_short_line() -> None:
    verdict = Verdict([f"check {number} failed" for number in range(8)])
    assert verdict.reason.endswith("check 4 failed; and 3 more")


def test_within_a_run_the_check_may_be_told_before_its_asset(instance: dg.DagsterInstance) -> None:
    key = dg.AssetKey(["marts", "early"])

    @dg.multi_asset(
        specs=[dg.AssetSpec(key)], check_specs=[dg.AssetCheckSpec("complete", asset=key)]
    )
    def early() -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        yield dg.AssetCheckResult(passed=True)
        yield dg.MaterializeResult()

    assert dg.materialize([early], instance=instance).success
    assert audit(instance, [dg.AssetCheckKey(key, "complete")]) == Verdict([], [])
