"""The good days: what a publish writes, what a second one does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from orchestration.publishing.audit import Verdict
from tests.publishing.desk import Desk, as_of
from tests.publishing.warehouse import MODEL, OBJECTS, ROWS, SHA256


def test_first_publish(desk: Desk) -> None:
    start = desk.place.head()
    outcome = desk.publish()
    assert desk.objects() == OBJECTS
    assert desk.branches() == {"main"}
    assert desk.tags() == {f"model-{MODEL}": desk.commit}
    merge, commit = desk.log()[:2]
    assert (merge.id, commit.id) == (outcome.merge_commit, outcome.commit)
    assert merge.parents == [start, commit.id]
    expected = {
        "data_commit": desk.commit,
        "code_version": "1.2.3",
        "run_id": "run",
        "model_run_id": MODEL,
        "model_sha256": SHA256,
        "tables": ",".join(ROWS),
        **{f"rows/{table}": str(count) for table, count in ROWS.items()},
    }
    content = commit.metadata.pop("content")
    assert commit.metadata == expected and len(content) == 64
    assert expected.items() <= merge.metadata.items()
    assert merge.metadata["published_commit"] == commit.id
    assert commit.message == f"Publish 5 tables made from {desk.commit[:12]}"
    assert len(outcome.changes.upload) == 7 and not outcome.changes.unchanged


@pytest.mark.parametrize("table", list(ROWS))
def test_what_is_read_back_is_the_table(desk: Desk, table: str) -> None:
    desk.publish(tables=(table,))
    expected = desk.table(table)
    if table.startswith("ml."):
        expected = expected[expected["run_id"] == MODEL]
    expected = expected.drop(columns=["trained_at", "seconds"], errors="ignore")
    found = desk.published(table)
    assert list(found.columns) == list(expected.columns)
    assert len(found) == ROWS[table]
    assert rows_of(found) == rows_of(expected)


def rows_of(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The values as text, in the order of the text; nothing at all is one and the same."""
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    return sorted(tuple(str(value) for value in row) for row in rows)


def test_nothing_new_makes_no_commit(desk: Desk) -> None:
    desk.publish()
    before = desk.place.head()
    # Another run of the same data: only the clock differs.
    desk.change("update ml.training_runs set trained_at = now() + to_days(1), seconds = 99")
    desk.change(f"delete from ml.training_runs where run_id <> '{MODEL}'")
    outcome = desk.publish(run_id="next")
    assert (outcome.commit, outcome.merge_commit) == (None, None)
    assert desk.place.head() == before
    assert desk.branches() == {"main"}
    assert len(outcome.changes.unchanged) == 7


def test_a_publish_is_no_reason_for_another(desk: Desk) -> None:
    """It moved the head, so the next run reads another commit with the same telemetry."""
    desk.publish()
    head = desk.place.head()
    later = as_of(desk, head, "e" * 16)
    outcome = later.publish(run_id="next")
    assert (outcome.commit, outcome.tag) == (None, f"model-{MODEL}")
    assert outcome.data_commit == desk.commit
    assert desk.place.head() == head
    assert desk.tags() == {f"model-{MODEL}": desk.commit}


def test_other_telemetry_with_the_same_results_is_published(desk: Desk) -> None:
    """The files name the commit that they were made from."""
    desk.publish()
    newer = desk.place.put_and_commit("real_data/empty.csv", b"-")
    outcome = as_of(desk, newer, "e" * 16).publish(run_id="next")
    assert outcome.commit is not None
    assert set(desk.published("ml.training_runs")["version"]) == {newer}
    assert desk.tags() == {f"model-{MODEL}": desk.commit, f"model-{'e' * 16}": newer}


@pytest.mark.parametrize(
    "change",
    [
        "update marts.dim_vehicles set reading_count = 11 where vehicle_id = 'FL-01'",
        "update ml.model_metrics set value = 0.76 where value = 0.75",
        "update ml.training_runs set settings = '{\"folds\": 3}'",
        "delete from marts.fct_carry_estimates where is_carrying",
    ],
)
def test_the_same_telemetry_with_other_results_is_published(desk: Desk, change: str) -> None:
    desk.publish()
    head = desk.place.head()
    later = as_of(desk, head, "e" * 16)
    later.change(change)
    assert later.publish(run_id="next").commit is not None
    assert desk.tags() == {f"model-{MODEL}": desk.commit, f"model-{'e' * 16}": head}


def test_what_someone_else_wrote_over_the_results_is_replaced(desk: Desk) -> None:
    desk.publish()
    head = desk.place.put_and_commit("published/marts/dim_vehicles/all.parquet", b"not ours")
    as_of(desk, head, "e" * 16).publish(run_id="next")
    assert len(desk.published("marts.dim_vehicles")) == 2


def test_what_someone_merged_over_the_results_is_replaced(desk: Desk) -> None:
    """Their commit is older than the publish, and its merge won."""
    place = desk.place
    place.branch("theirs")
    place.put_and_commit("published/marts/dim_vehicles/all.parquet", b"not ours", branch="theirs")
    desk.publish()
    merge: Any = {"strategy": "source-wins"}
    place.client.refs_api.merge_into_branch(place.repository, "theirs", "main", merge=merge)
    assert desk.content("published/marts/dim_vehicles/all.parquet") == b"not ours"
    desk.publish(run_id="next")
    assert len(desk.published("marts.dim_vehicles")) == 2


def test_a_publish_that_was_reset_away_is_made_again(desk: Desk) -> None:
    desk.publish()
    desk.place.move_head(desk.commit)
    assert desk.objects() == set()
    desk.publish(run_id="next")
    assert desk.objects() == OBJECTS


def test_a_tag_that_is_missing_is_made_without_a_commit(desk: Desk) -> None:
    """As after a run that was killed between its merge and its tag."""
    desk.publish()
    desk.place.client.tags_api.delete_tag(desk.place.repository, f"model-{MODEL}")
    assert desk.publish().commit is None
    assert desk.tags() == {f"model-{MODEL}": desk.commit}


def test_only_the_changed_day_is_uploaded(desk: Desk) -> None:
    desk.publish()
    desk.change("update marts.fct_carry_segments set duration_s = 6 where segment_id = 's3'")
    outcome = desk.publish(run_id="next")
    (changed,) = outcome.changes.upload
    assert changed.name == "marts/fct_carry_segments/2025-03-04.parquet"
    assert len(outcome.changes.unchanged) == 6
    durations = desk.published("marts.fct_carry_segments").set_index("segment_id")["duration_s"]
    assert durations["s3"] == 6 and durations["s2"] == 2.25


def test_what_is_no_longer_chosen_is_removed_and_what_is_not_ours_stays(desk: Desk) -> None:
    desk.place.put("published/readme.md", b"by hand")
    desk.place.put("published/marts/dim_vehicles/notes.parquet", b"by hand")
    desk.place.put_and_commit("published_old/marts/dim_vehicles/all.parquet", b"by hand")
    desk.publish()
    outcome = desk.publish(run_id="next", tables=("marts.dim_vehicles",))
    assert desk.objects() == {
        "marts/dim_vehicles/all.parquet",
        "marts/dim_vehicles/notes.parquet",
        "readme.md",
    }
    assert len(outcome.changes.remove) == 6 and not outcome.changes.upload
    assert desk.objects(prefix="published_old/") == {"marts/dim_vehicles/all.parquet"}


def test_new_telemetry_on_the_target_meanwhile_is_no_conflict(desk: Desk) -> None:
    def audit() -> Verdict:
        desk.place.put_and_commit("real_data/b.csv", b"3;4")
        return Verdict()

    desk.publish(audit)
    assert desk.objects() == OBJECTS
    assert desk.objects(prefix="real_data/") == {"a.csv", "b.csv"}


def test_another_branch_and_prefix(desk: Desk) -> None:
    desk.place.branch("results")
    before = desk.place.head()
    desk.publish(branch="results", prefix="out/of/forklifts")
    assert desk.objects("results", "out/of/forklifts/") == OBJECTS
    assert desk.place.head() == before


def test_without_a_model_there_is_no_tag(desk: Desk) -> None:
    desk.change("update ml.training_runs set status = 'refused', model_sha256 = null")
    desk.publish()
    assert desk.tags() == {}
    assert desk.objects() == OBJECTS


def test_warnings_are_told_in_the_merge(desk: Desk) -> None:
    outcome = desk.publish(lambda: Verdict(warned=["check a:b failed", "check c:d failed"]))
    assert desk.log()[0].metadata["checks_warned"] == "check a:b failed; check c:d failed"
    assert list(outcome.warned) == ["check a:b failed", "check c:d failed"]
