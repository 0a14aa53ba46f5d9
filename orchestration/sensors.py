"""The sensors: what runs when something happened elsewhere.

Lives here: the watch over new lakeFS commits. Not here: how a new commit is told from an old one
(`lakefs/watch.py`).
"""

import dagster as dg

from orchestration.errors import ForkliftError
from orchestration.jobs import forklift_training_job
from orchestration.lakefs.resource import LakeFSResource
from orchestration.settings import Settings

PATIENCE = {"retries": 1, "connect_timeout_s": 5.0, "read_timeout_s": 15.0}
"""A tick has a minute in all; what does not answer now is asked again by the next one."""


def lakefs_new_commit_sensor(interval_s: int) -> dg.SensorDefinition:
    """One run for the newest commit that changed the telemetry; off until switched on."""

    @dg.sensor(
        name="lakefs_new_commit_sensor",
        job=forklift_training_job,
        minimum_interval_seconds=interval_s,
        description="Runs everything at the newest commit that changed the watched prefix.",
    )
    def sensor(
        context: dg.SensorEvaluationContext,
        settings: dg.ResourceParam[Settings],
        lakefs: LakeFSResource,
    ) -> dg.SensorResult | dg.SkipReason:
        try:
            return tick(context.cursor, lakefs.applied_to(settings))
        except ForkliftError as error:
            # The cursor stays: what was missed now is found by a later tick.
            context.log.warning(str(error))
            return dg.SkipReason(f"{error} (the next tick looks again)")

    return sensor


def tick(cursor: str | None, settings: Settings) -> dg.SensorResult | dg.SkipReason:
    """Look once; at most one run, for the newest head."""
    if settings.source != "lakefs":
        return dg.SkipReason(f"FORKLIFT_SOURCE is {settings.source}: there are no commits to watch")
    # Imported here, as the SDK takes a second to import, and only a tick needs it.
    from orchestration.lakefs import LakeFS
    from orchestration.lakefs.watch import Seen, look
    from orchestration.sources.lakefs import version_of
    from orchestration.sources.tags import run_tags

    config = settings.lakefs.model_copy(update=PATIENCE)
    client = LakeFS(config)
    place = client.place(config.ref, config.prefix)
    last = Seen.from_text(cursor, place)
    found = look(client, config.ref, config.prefix, last)
    said = f"{place}: {found.reason}"
    if last is None and settings.sensor.first_tick == "wait":
        return dg.SensorResult(
            skip_reason=f"{said}; it waits for the next commit", cursor=found.seen.as_text()
        )
    if not found.is_new:
        return dg.SensorResult(skip_reason=said, cursor=found.seen.as_text())
    request = dg.RunRequest(
        run_key=f"{found.head.id}@{found.seen.moves}",
        run_config={"ops": {"ingest": {"config": {"ref": found.head.id}}}},
        tags=run_tags(version_of(found.head, config.ref, config)),
    )
    return dg.SensorResult(run_requests=[request], cursor=found.seen.as_text())
