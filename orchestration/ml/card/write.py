"""A card beside its model: `<run id>.md`, and `<run id>.html` for browsers.

Lives here: putting a card together and writing it, by rename. Not here: when that is done, and what
a fault means to the run (`assets/train_card.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.files import write_by_rename
from orchestration.ml.card.facts import model_facts, settings_table
from orchestration.ml.card.pictures import Pictures, ReadSignals, draw_pictures
from orchestration.ml.card.render import render_markdown, render_page, with_pictures
from orchestration.ml.card.surroundings import Surroundings
from orchestration.ml.card.vehicles import left_out_table
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult


@dataclass(frozen=True)
class Card:
    """A card that was written."""

    page: Path
    """What a reader opens: HTML with all pictures inside."""
    markdown: str
    missing: dict[str, str]
    """Pictures that could not be drawn, and why."""


def write_card(
    result: TrainingResult,
    dataset: Dataset,
    around: Surroundings,
    read_signals: ReadSignals,
    folder: Path,
) -> Card:
    """Write the card of a trained model."""
    pictures, hours = draw_pictures(result, dataset, read_signals)
    facts = model_facts(result, dataset, around)
    values = {**facts, "hours": hours, "missing": pictures.missing}
    text = render_markdown("model.md.jinja", values, pictures.drawn)
    return _write(folder, result.run_id, text, pictures)


def write_refused_card(
    run_id: str,
    reason: str,
    config: TrainingConfig,
    around: Surroundings,
    _read_signals: ReadSignals,
    folder: Path,
) -> Card:
    """Write the card of a run whose data trained no model; there are no signals to show."""
    values = {
        "run_id": run_id,
        "reason": reason,
        "around": around,
        "left_out_vehicles": left_out_table(around.vehicles, {}),
        "settings": settings_table(config),
    }
    return _write(folder, run_id, render_markdown("refused.md.jinja", values, {}), Pictures())


def _write(folder: Path, run_id: str, text: str, pictures: Pictures) -> Card:
    page = folder / f"{run_id}.html"
    folder.mkdir(parents=True, exist_ok=True)
    markdown = with_pictures(text, pictures.drawn)
    html = render_page(text, pictures.drawn, f"Model card {run_id}")
    for path, content in ((page.with_suffix(".md"), markdown), (page, html)):
        write_by_rename(path, content.encode())
        path.chmod(0o644)  # for whoever may open the folder
    return Card(page, markdown, pictures.missing)
