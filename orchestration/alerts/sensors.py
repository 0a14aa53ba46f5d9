"""The sensors that tell of failed runs and failed checks.

Lives here: when they look, and that a dead webhook stops nothing. Not here: what they tell
(`reading.py`) and how (`delivery.py`).
"""

import dagster as dg

from orchestration.alerts.config import AlertConfig
from orchestration.alerts.delivery import deliver
from orchestration.alerts.reading import alert_of
from orchestration.settings import Settings


def alert_sensors(config: AlertConfig) -> list[dg.SensorDefinition]:
    """Both sensors; each run that ends is looked at by one of them, once."""
    status = dg.DefaultSensorStatus.RUNNING if config.enabled else dg.DefaultSensorStatus.STOPPED

    @dg.run_failure_sensor(
        name="run_failure_alert",
        minimum_interval_seconds=config.interval_s,
        default_status=status,
        monitor_all_code_locations=True,  # a run from the terminal belongs to none
        description="Tells of runs that failed, with their failed steps and checks.",
    )
    def run_failure_alert(
        context: dg.RunFailureSensorContext, settings: dg.ResourceParam[Settings]
    ) -> dg.SkipReason | None:
        return tell(context, settings, failed=True)

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="check_failure_alert",
        minimum_interval_seconds=config.interval_s,
        default_status=status,
        monitor_all_code_locations=True,  # a run from the terminal belongs to none
        description="Tells of runs that succeeded, but in which asset checks failed.",
    )
    def check_failure_alert(
        context: dg.RunStatusSensorContext, settings: dg.ResourceParam[Settings]
    ) -> dg.SkipReason | None:
        return tell(context, settings, failed=False)

    return [run_failure_alert, check_failure_alert]


def tell(
    context: dg.RunStatusSensorContext, settings: Settings, *, failed: bool
) -> dg.SkipReason | None:
    """Deliver the run's alert, if there is one; the tick says when it was not taken."""
    alert = alert_of(
        context.instance,
        context.dagster_run,
        environment=settings.env,
        failed=failed,
        on_warn=settings.alert.on_warn,
    )
    refused = deliver(alert, settings, context.log) if alert else None
    return dg.SkipReason(f"alert not delivered: {refused}") if refused else None
