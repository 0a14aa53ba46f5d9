"""What a card says, read out of it again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.ml import plots
from orchestration.ml.card import pictures as drawing
from orchestration.ml.card.render import pictures_of
from orchestration.ml.card.surroundings import Surroundings
from orchestration.ml.card.write import Card, write_card, write_refused_card
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult
from tests.ml.card.conftest import some_signals

PICTURES = {"calibration", "precision_recall", "confusion", "importance", "hour_1", "hour_2"}
COLUMNS = ["f1", "mcc", "segment_f1"]
PICTURES |= {"hour_3"}


def rows_of(markdown: str, heading: str) -> dict[str, list[str]]:
    """The cells of the first table below a heading, by the first of each row."""
    below = markdown.split(f"{heading}\n", 1)[1]
    table = re.search(r"(^\|.*\n)+", below, re.MULTILINE)
    assert table is not None
    rows = [[cell.strip() for cell in line[1:-1].split(" | ")] for line in table[0].splitlines()]
    return {row[0]: row[1:] for row in rows}


def test_the_card_has_the_scores_of_the_tables(card: Card, result: TrainingResult) -> None:
    wide = result.metrics.query("fold == 'all' and vehicle_id == 'all'")
    compared = 0
    for split in ("held_out_vehicles", "later_time"):
        shown = rows_of(card.markdown, f"### Judged on {split.replace('_', ' ')}")
        assert shown["Model"] == ["F1", "MCC", "Segment F1", "Carry hours"]
        scores = wide[(wide["split"] == split) & wide["metric"].isin(COLUMNS)]
        assert set(shown) > {name.replace("_", " ") for name in scores["model"]}
        for row in scores.to_dict("records"):
            cell = shown[row["model"].replace("_", " ")][COLUMNS.index(row["metric"])]
            found = [float(number) for number in re.findall(r"-?\d\.\d+", cell)]
            expected = [row["value"], row["low"], row["high"]]
            expected = [one for one in expected if one == one and one is not None]
            assert found == pytest.approx(expected, abs=5.1e-4)
            compared += len(found)
    assert compared > 60


def test_the_card_names_data_vehicles_and_what_was_left_out(
    card: Card, result: TrainingResult
) -> None:
    text = card.markdown
    assert f"run `{result.run_id}`" in text
    assert "lakeFS commit `4f2a9c` (read as `main\\~3`)" in text
    assert "make run REF=4f2a9c" in text
    learned = rows_of(text, "that is kept has learned from all of them.")
    assert set(learned) - {"Vehicle"} >= {f"truck-00{number}" for number in range(6)}
    assert learned["truck-003"][1] == "900"
    left_out = rows_of(text, "nothing is learned from them.")
    assert left_out["load sensor stuck empty: no label to trust"] == ["1", r"dead\|\*1\*"]
    assert left_out["no mast: the height says nothing of carrying"] == ["1", "flat"]
    assert "load_share" in rows_of(text, "Deliberately not seen:")["made of the load signal,"
        " as the label is: seeing it would be leakage"][1]  # fmt: skip
    assert "Breaks of at most 3.25 s" in text
    assert '`{"folds": 3, "importance_rows": 900' in text


def test_the_label_noise_is_that_of_the_windows(card: Card, dataset: Dataset) -> None:
    """All windows last 5 s, so that time is a count."""
    mixed = sum(purity < 1 for purity in dataset.purity) / len(dataset)
    other = sum(1 - purity for purity in dataset.purity) / len(dataset)
    said = re.search(r"([\d.]+) % of the labelled time .* and ([\d.]+) % of all", card.markdown)
    assert said is not None
    assert float(said[1]) == pytest.approx(100 * mixed, abs=0.051)
    assert float(said[2]) == pytest.approx(100 * other, abs=0.0051)


def test_the_card_stands_alone_and_repeats(
    card: Card, result: TrainingResult, dataset: Dataset, around: Surroundings, tmp_path: Path
) -> None:
    page = card.page.read_text("utf-8")
    assert card.page.with_suffix(".md").read_text("utf-8") == card.markdown
    assert set(pictures_of(card.markdown)) == PICTURES
    assert page.count('<img src="data:image/png;base64,') == len(PICTURES)
    for text in (re.sub(r"base64,[^)\s\"]+", "", one) for one in (card.markdown, page)):
        assert str(card.page.parent) not in text
        assert not re.search(r"(?<![<\w.])/(tmp|work|home|root|Users|private)/", text)
        assert "http" not in text
    later = replace(result, trained_at=result.trained_at.replace(year=1999), seconds=0.0)
    again = write_card(later, dataset, around, some_signals, tmp_path)
    assert again.page.read_bytes() == card.page.read_bytes()
    assert again.markdown == card.markdown


def test_a_picture_that_fails_is_missed_and_the_rest_stands(
    result: TrainingResult,
    dataset: Dataset,
    around: Surroundings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> bytes:
        raise ValueError("no *fonts*\nhere")

    for name in ("plot_calibration", "plot_precision_recall", "plot_confusion"):
        monkeypatch.setattr(plots, name, broken)
    monkeypatch.setattr(drawing, "plot_hour", broken)
    made = write_card(result, dataset, around, some_signals, tmp_path)
    assert set(made.missing) == PICTURES - {"importance"}
    assert made.missing["calibration"] == "ValueError: no *fonts* here"
    assert r"*Calibration could not be drawn: ValueError: no \*fonts\* here*" in made.markdown
    assert set(pictures_of(made.markdown)) == {"importance"}


def test_text_of_others_is_no_markup(
    result: TrainingResult, around: Surroundings, tmp_path: Path
) -> None:
    odd = "<script>alert(1)</script> [a](javascript:x)"
    fleet = around.vehicles.replace({"vehicle_id": {"flat": odd}})
    made = write_refused_card(
        "0123", f"no {odd}", result.config, replace(around, vehicles=fleet), some_signals, tmp_path
    )
    page = made.page.read_text("utf-8")
    assert "<script" not in page and "<a " not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; [a](javascript:x)") == 2


def test_a_refused_run_has_a_card_that_says_why(
    result: TrainingResult, around: Surroundings, tmp_path: Path
) -> None:
    local = replace(around, source="local", ref="4f2a9c")
    reason = "only one forklift has a trusted load sensor"
    made = write_refused_card("0123", reason, result.config, local, some_signals, tmp_path)
    assert made.page == tmp_path / "0123.html"
    assert f"**No model was trained:** {reason}." in made.markdown
    assert "folder of files, listing `4f2a9c`" in made.markdown
    assert rows_of(made.markdown, "## Settings")["`folds`"] == ["3"]
