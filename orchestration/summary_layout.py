"""The summary of a run on one screen.

Lives here: the layout of what was asked, for a terminal. Not here: asking (`summary.py`).
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.summary import KEPT, Rows, Summary

NEVER_TRAINED = (None, "not trained yet")


def render(summary: Summary) -> RenderableType:
    """Lay the answers out for a terminal."""
    answers = summary.answers
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold")
    facts.add_column()
    source, ref, version, *objects = answers["run"][0]
    asked = "" if ref == version else f" {ref}"
    facts.add_row("Source", f"{source}{asked} at version {version[:12]}")
    facts.add_row("Files", files_line(objects))
    facts.add_row("Vehicles", counts_line(answers["classes"]))
    facts.add_row("Rows", rows_line(answers))
    facts.add_row("Dropped", counts_line(dropped(answers)) or "none")
    segments, seconds = answers["carries"][0]
    facts.add_row("Carrying", f"{seconds / 3600:,.1f} h in {segments:,} carries")
    facts.add_row("Load sensors", counts_line(answers["sensors"]))
    run_id, message = (answers["training"] or [NEVER_TRAINED])[0]
    champion, model = (answers["champion"] or [(None, None)])[0]
    facts.add_row("Classifier", f"champion {champion}" if champion else f"none: {message}")
    for stage, reason in answers["decision"]:
        if stage == "candidate" and run_id != champion:
            facts.add_row("Candidate", f"{run_id}, {reason}")
    where = Table.grid(padding=(0, 2))
    where.add_column(style="bold")
    where.add_column(overflow="fold")
    where.add_row("Tables", str(summary.warehouse))
    if model:
        where.add_row("Model", str(summary.models / model))
    if (card := summary.models / f"{run_id}.html").is_file():
        where.add_row("Card", str(card))
    scores = [Padding(scores_table(answers["scores"]), (1, 0))] if answers["scores"] else []
    return Group(Text(), facts, *scores, where)


def files_line(objects: list[int]) -> str:
    """Files of the source, and what changed since the last run."""
    total, *changes = objects
    names = ("added", "replaced", "removed", "unchanged", "failed")
    said = [f"{count:,} {name}" for count, name in zip(changes, names, strict=True) if count]
    return f"{total:,} ({', '.join(said)})" if said else f"{total:,}"


def rows_line(answers: dict[str, Rows]) -> str:
    """Rows read, kept as samples, and not kept."""
    rows_in = answers["rows"][0][0]
    kept = sum(count for name, count in answers["readings"] if name == KEPT)
    return f"{rows_in:,} in, {kept:,} kept, {rows_in - kept:,} dropped"


def dropped(answers: dict[str, Rows]) -> Rows:
    """Rows that were not kept, by reason, the most frequent first."""
    reasons = [*answers["rejected"], *(row for row in answers["readings"] if row[0] != KEPT)]
    return sorted((row for row in reasons if row[1]), key=lambda row: (-row[1], row[0]))


def counts_line(counts: Rows) -> str:
    """`12 this, 3 that`."""
    return ", ".join(f"{count:,} {str(name).replace('_', ' ')}" for name, count in counts)


def scores_table(scores: Rows) -> Table:
    """Scores of the model beside its baselines, by how they were held out."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Judged on", "Model"):
        table.add_column(heading)
    for heading in ("MCC", "F1", "PR-AUC", "Segment F1"):
        table.add_column(heading, justify="right")
    previous = None
    for split, model, *values in scores:
        shown = ["–" if value is None else f"{value:.3f}" for value in values]
        label = "" if split == previous else split.replace("_", " ")
        table.add_row(label, model.replace("_", " "), *shown)
        previous = split
    return table
