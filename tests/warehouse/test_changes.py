"""What a run does with added, changed, removed and unchanged objects."""

from __future__ import annotations

from datetime import datetime

import pytest

from orchestration.errors import SourceError
from orchestration.warehouse import manifest
from tests.warehouse.conftest import ROW, Lab, make_lab


def loaded_at(lab: Lab) -> dict[str, datetime]:
    return dict(lab.query("select object_path, loaded_at from raw.objects"))


def test_only_changed_objects_are_loaded(lab: Lab) -> None:
    for name in ("kept", "changed", "removed"):
        lab.put(f"{name}.csv", f"{ROW}\n{name}\n{ROW}\n{ROW}\n")
    first = lab.ingest()
    before = loaded_at(lab)
    lab.put("changed.csv", f"{ROW}\n")
    lab.put("added.csv", f"{ROW}\n{ROW}\n")
    lab.path("removed.csv").unlink()
    report = lab.ingest()

    assert (first.objects_added, first.rows_in, first.rows_rejected) == (3, 12, 3)
    assert (report.objects_total, report.objects_added, report.objects_replaced) == (3, 1, 1)
    assert (report.objects_removed, report.objects_unchanged, report.objects_failed) == (1, 1, 0)
    assert (report.rows_in, report.rows_loaded, report.rows_rejected) == (3, 3, 0)
    assert (report.total_rows_in, report.total_rows_loaded) == (7, 6)
    assert report.rejects_by_reason == {"too_few_fields": 1}
    after = loaded_at(lab)
    assert after.keys() == {f"real_data/{name}.csv" for name in ("kept", "changed", "added")}
    assert after["real_data/kept.csv"] == before["real_data/kept.csv"]
    assert after["real_data/changed.csv"] > before["real_data/changed.csv"]
    assert lab.query("select distinct version from raw.telemetry") == [(report.version.id,)]
    assert lab.query("select count(*) from raw.telemetry_rows") == [(6,)]
    assert lab.query("select count(*) from raw.rejected_rows") == [(1,)]
    assert lab.mismatches() == []


def test_incremental_equals_full(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    lab.put("a.csv", f"{ROW}\n1;2\n")
    lab.put("b.csv", f"{ROW}\n" * 50)
    lab.ingest()
    lab.put("b.csv", f"{ROW}\n" * 60 + "x;y\n")
    lab.put("c.csv", f"{ROW}\n")
    lab.path("a.csv").unlink()
    lab.ingest()

    fresh = make_lab(tmp_path_factory.mktemp("fresh"))
    for name in ("b.csv", "c.csv"):
        fresh.put(name, lab.path(name).read_bytes())
    fresh.ingest()
    assert lab.state() == fresh.state()


def test_idle_run_changes_nothing_but_the_log(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n1;2\n{ROW}\n")
    lab.ingest()
    before, times = lab.state(), loaded_at(lab)
    report = lab.ingest()
    assert (report.objects_unchanged, report.rows_in, report.total_rows_in) == (1, 0, 3)
    assert lab.state() == before
    assert loaded_at(lab) == times
    runs = lab.query("select objects_added, rows_in from raw.ingest_runs order by started_at")
    assert runs == [(1, 3), (0, 0)]


def test_same_content_under_a_new_checksum_is_not_loaded_again(lab: Lab) -> None:
    """As after a change from one kind of source to another."""
    lab.put("a.csv", f"{ROW}\n")
    lab.ingest()
    times = loaded_at(lab)
    from orchestration.warehouse import open_warehouse

    with open_warehouse(lab.settings) as connection:
        connection.execute("update raw.objects set checksum = 'an md5'")
    report = lab.ingest()
    assert (report.objects_unchanged, report.objects_replaced, report.rows_in) == (1, 0, 0)
    assert loaded_at(lab) == times
    assert lab.query("select count(*) from raw.objects where checksum = sha256") == [(1,)]


def test_object_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    # printf 'real_data/a.csv' | sha256sum: the first 15 digits are 60 bits
    assert manifest.object_id_of("real_data/a.csv") == int("e6170e7746808b0", 16)
    # 2025-03-01 is day 20148 = 0x4eb4; printf 'real_data/2025-03-01/a.csv' | sha256sum: 3bd2c2ae4c8
    assert manifest.object_id_of("real_data/2025-03-01/a.csv") == int("4eb43bd2c2ae4c8", 16)
    assert manifest.object_id_of("real_data/FL_20250301.csv") == int("4eb45753e38a9fb", 16)
    monkeypatch.setattr(manifest, "object_id_of", lambda path: 1)
    with pytest.raises(SourceError, match=r"b\.csv: has the same object id as a\.csv"):
        manifest.object_ids(["a.csv", "b.csv"])


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("real_data/1970/01/02.csv", 1),
        ("a_1970_01_11.csv", 10),
        ("1970-02-30/1970-01-03.csv", 2),
        ("19700102030405.csv", None),
        ("a-1970-0102.csv", None),
        ("2170-01-01.csv", None),
        ("FL-01.csv", None),
    ],
)
def test_the_day_that_a_path_names(path: str, day: int | None) -> None:
    assert manifest.day_in(path) == day


def test_ids_of_an_earlier_layout_are_loaded_anew(lab: Lab) -> None:
    from orchestration.warehouse import open_warehouse, reconcile

    lab.put("2025-03-01.csv", f"{ROW}\n" * 5)
    lab.put("b.csv", f"{ROW}\n" * 2)
    lab.ingest()
    before = lab.state()
    with open_warehouse(lab.settings) as connection:
        for table in ("objects", "telemetry_rows"):
            connection.execute(
                f"update raw.{table} set object_id = 7 where object_id >> 44 = 20148"
            )
    report = lab.ingest()
    assert (report.objects_added, report.objects_unchanged, report.rows_in) == (1, 1, 5)
    assert lab.state() == before
    with open_warehouse(lab.settings, read_only=True) as connection:
        assert reconcile(connection) == []


def test_reconcile_finds_lost_and_stray_rows(lab: Lab) -> None:
    from orchestration.warehouse import open_warehouse, reconcile

    lab.put("a.csv", f"{ROW}\n" * 5)
    lab.put("b.csv", f"{ROW}\n" * 5 + "1;2\n")
    lab.ingest()
    with open_warehouse(lab.settings) as connection:
        connection.execute("delete from raw.telemetry_rows where row_number = 3")
        connection.execute("delete from raw.rejected_lines")
        connection.execute("insert into raw.rejected_lines values (5, 'gone.csv', 1, 'x', 'y')")
        found = [str(mismatch) for mismatch in reconcile(connection)]
    assert found == [
        "rows of no object: 0 lines, but 0 loaded and 1 rejected",
        "real_data/a.csv: 5 lines, but 4 loaded and 0 rejected",
        "real_data/b.csv: 6 lines, but 4 loaded and 0 rejected",
    ]
