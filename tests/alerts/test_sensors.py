"""Runs that end in every way, and what is told of each; no daemon, a history in memory."""

import logging
from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from orchestration.alerts.sensors import alert_sensors
from orchestration.errors import SourceError
from orchestration.faults import faults
from orchestration.settings import Settings, load_settings
from tests.alerts.hook import PATH, Hook, listening

LAKEFS_SECRET = "wJalrXUtnFEMI-hush"
OUTCOMES: dict[str, Any] = {}
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


@dg.asset
def pallets() -> None:
    fault = OUTCOMES.get("fault")
    if isinstance(fault, BaseException):
        with faults():
            raise fault


@dg.multi_asset_check(specs=[dg.AssetCheckSpec(n, asset="pallets") for n in ("full", "even")])
def judged() -> Iterator[dg.AssetCheckResult]:
    for name in ("full", "even"):
        passed, severity = OUTCOMES.get(name, (True, ERROR))
        yield dg.AssetCheckResult(
            passed=passed, severity=severity, check_name=name, asset_key=dg.AssetKey("pallets")
        )


def run(**outcomes: Any) -> tuple[dg.DagsterInstance, dg.ExecuteInProcessResult]:
    """One run in a history of its own."""
    OUTCOMES.clear()
    OUTCOMES.update(outcomes)
    job = dg.Definitions(
        assets=[pallets], asset_checks=[judged], jobs=[dg.define_asset_job("stacking")]
    ).resolve_job_def("stacking")
    instance = dg.DagsterInstance.ephemeral()
    tags = {"source/version": "v1"}
    return instance, job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)


def told(settings: Settings, **outcomes: Any) -> Any:
    """What the sensor whose business it is returns after such a run."""
    instance, result = run(**outcomes)
    failure, success = alert_sensors(settings.alert)
    event = result.get_run_success_event() if result.success else result.get_run_failure_event()
    context = dg.build_run_status_sensor_context(
        sensor_name="alert",
        dagster_event=event,
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        resources={"settings": settings},
    )
    return (success if result.success else failure)(context)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as hook:
        yield hook


def settings_for(hook: Hook | None, **others: Any) -> Settings:
    alert = {"webhook": hook.address if hook else "", "retry_wait_s": 0.001, **others}
    return load_settings(alert=alert, lakefs={"secret_access_key": LAKEFS_SECRET})


def test_a_failed_step(hook: Hook) -> None:
    assert told(settings_for(hook), fault=SourceError("no folder; make one")) is None
    (posted,) = hook.posted
    assert posted["kind"] == "run_failed"
    assert posted["steps"] == [{"step": "pallets", "reason": "no folder; make one"}]
    assert (posted["job"], posted["environment"]) == ("stacking", "dev")
    assert posted["data_version"] == "v1"
    assert posted["happened_at"].endswith("+00:00")
    assert posted["text"] == (
        f"stacking (dev, run {posted['run_id'][:8]}) failed: pallets: no folder; make one"
    )


def test_a_programming_error_is_one_line_too(hook: Hook) -> None:
    told(settings_for(hook), fault=ZeroDivisionError("split\nline"))
    assert hook.posted[0]["steps"] == [
        {"step": "pallets", "reason": "ZeroDivisionError: split line"}
    ]


@pytest.mark.parametrize(
    ("outcomes", "on_warn", "expected"),
    [
        ({}, True, []),
        ({"full": (False, ERROR)}, False, [("full", "ERROR")]),
        ({"full": (False, WARN)}, False, []),
        ({"full": (False, WARN)}, True, [("full", "WARN")]),
        (
            {"full": (False, WARN), "even": (False, ERROR)},
            True,
            [("even", "ERROR"), ("full", "WARN")],
        ),
    ],
)
def test_failed_checks_of_a_run_that_succeeded(
    hook: Hook, outcomes: Any, on_warn: bool, expected: list[tuple[str, str]]
) -> None:
    assert told(settings_for(hook, on_warn=on_warn), **outcomes) is None
    if not expected:
        assert hook.posted == []
        return
    (posted,) = hook.posted
    assert posted["kind"] == "checks_failed" and posted["steps"] == []
    assert [(each["check"], each["severity"]) for each in posted["checks"]] == expected
    assert {each["asset"] for each in posted["checks"]} == {"pallets"}


def test_without_a_webhook_it_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(settings_for(None), full=(False, ERROR)) is None
    assert "ended with failed checks: ERROR pallets full" in capsys.readouterr().err


def test_a_dead_webhook_is_told_by_the_tick_and_the_alert_is_in_the_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with listening(500) as hook:
        skipped = told(settings_for(hook), full=(False, ERROR))
    assert isinstance(skipped, dg.SkipReason)
    assert "the webhook answered 500 Internal Server Error" in str(skipped.skip_message)
    logged = capsys.readouterr().err
    assert "alert not delivered" in logged and "ERROR pallets full" in logged
    for said in (logged, caplog.text, str(skipped.skip_message)):
        assert "hunter2" not in said


def test_no_secret_goes_anywhere(
    hook: Hook, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a library says of a fault may quote addresses and keys."""
    caplog.set_level(logging.DEBUG)
    settings = settings_for(hook)
    instance, result = run(fault=OSError(f"GET {hook.address} or {PATH} with {LAKEFS_SECRET}"))
    caplog.clear()  # Dagster has logged the fault of the step itself
    capsys.readouterr()
    failure, _ = alert_sensors(settings.alert)
    failure(
        dg.build_run_status_sensor_context(
            sensor_name="alert",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            resources={"settings": settings},
        )
    )
    assert hook.posted[0]["steps"][0]["reason"] == "OSError: GET *** or *** with ***"
    logged = capsys.readouterr().err
    assert "alert delivered" in logged
    for secret in ("hunter2", LAKEFS_SECRET):
        assert secret not in caplog.text + logged


def test_ticks_tell_each_run_once(hook: Hook, defs: dg.Definitions) -> None:
    """As the daemon ticks; the runs are of the terminal, which belong to no code location."""
    settings = settings_for(hook)
    instance, _ = run(fault=SourceError("before the sensor was switched on"))
    failure, _ = alert_sensors(settings.alert)
    cursor = None
    told = []
    for fault in (None, SourceError("one"), None, SourceError("two")):
        if fault:
            job = dg.Definitions(assets=[pallets]).resolve_implicit_global_asset_job_def()
            OUTCOMES["fault"] = fault
            job.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_sensor_context(
            instance=instance,
            cursor=cursor,
            definitions=defs,
            repository_name="ours",
            resources={"settings": settings},
        )
        tick = failure.evaluate_tick(context)
        cursor = tick.cursor or cursor
        told.append([each["steps"][0]["reason"] for each in hook.posted])
        hook.posted.clear()
    assert told == [[], ["one"], [], ["two"]]


@pytest.mark.parametrize(
    ("enabled", "status"),
    [(False, dg.DefaultSensorStatus.STOPPED), (True, dg.DefaultSensorStatus.RUNNING)],
)
def test_off_unless_asked_for(manifest: Any, enabled: bool, status: Any) -> None:
    from orchestration.definitions import build_defs  # needs the manifest

    defs = build_defs(load_settings(alert={"enabled": enabled}))
    for name in ("run_failure_alert", "check_failure_alert"):
        assert defs.resolve_sensor_def(name).default_status is status
