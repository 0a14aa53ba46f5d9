"""What the benchmark against the truth shows, in words.

Lives here: which groups are shown and how, for the terminal and as Markdown. Not here: the scores
(`truth_scores`) and goals (`truth_goals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import pandas as pd
from rich.table import Table

from orchestration.benchmark.tables import filled
from orchestration.benchmark.truth_goals import Verdict
from orchestration.benchmark.truth_scores import score_by
from orchestration.benchmark.truth_windows import JUDGES

GROUPS = {
    "load fault": ("fleet", "load_fault"),
    "height fault": ("fleet", "height_fault"),
    "vehicle class": ("fleet", "vehicle_class"),
    "use": ("fleet", "condition", "load_fault"),
}
"""Names of the groupings with their columns; `use` is of the fleets whose vehicles differ in it."""

DETAILS = {
    "f1": ("window F1", "{:.3f}"),
    "mcc": ("MCC", "{:.3f}"),
    "balanced_accuracy": ("balanced accuracy", "{:.3f}"),
    "segment_f1": ("segment F1", "{:.3f}"),
    "hours_error": ("hours", "{:+.1%}"),
    "count_error": ("carries", "{:+.1%}"),
    "unknown_share": ("unknown", "{:.1%}"),
    "calibration_error": ("ECE", "{:.3f}"),
}


@dataclass(frozen=True)
class Shown:
    """A table in words."""

    title: str
    cells: pd.DataFrame

    def for_terminal(self) -> Table:
        """As rich shows it."""
        rows = (tuple(map(str, row)) for row in self.cells.itertuples(index=False))
        shown = filled(tuple(map(str, self.cells.columns)), rows)
        shown.title, shown.title_justify, shown.title_style = self.title, "left", "bold"
        return shown

    def as_markdown(self) -> str:
        """Title and a table."""
        table = self.cells.to_markdown(index=False, disable_numparse=True)
        return f"**{self.title}**\n\n{table}\n"


def grouped(windows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The windows that a grouping is about."""
    if name != "use":
        return windows
    return windows[windows["condition"] != "usual"]


def all_scores(windows: pd.DataFrame) -> pd.DataFrame:
    """Every score of every judge by every grouping, long; column `by` names the grouping."""
    parts = [
        score_by(part, keys).assign(by=name)
        for name, keys in GROUPS.items()
        if len(part := grouped(windows, name))
    ]
    first = ["by", *dict.fromkeys(key for keys in GROUPS.values() for key in keys)]
    scores = pd.concat(parts, ignore_index=True)
    return scores.reindex(columns=[*first, *(name for name in scores if name not in first)])


def tables(windows: pd.DataFrame, scores: pd.DataFrame) -> list[Shown]:
    """Per grouping the window F1 of all judges, and the best estimate in detail; and the labels."""
    found = []
    for name, keys in GROUPS.items():
        part = scores[scores["by"] == name]
        if len(part):
            found.append(_of_judges(part, name, keys))
            estimate = part[part["judge"] == "estimate"]
            model = part[part["judge"] == "model"]
            # The probabilities are the model's.
            estimate = estimate.assign(calibration_error=model["calibration_error"].to_numpy())
            title = f"Best estimate by {name} (unknown counts as not carrying; ECE is the model's)"
            found.append(Shown(title, _in_words(estimate, keys, tuple(DETAILS))))
    trusted = windows[
        (windows["load_sensor_status"] == "trusted") & (windows["vehicle_class"] != "no_mast")
    ]
    labels = score_by(trusted, ("fleet", "condition"), ("product",))
    plain = tuple(DETAILS)[:6]
    title = "Labels of trusted forklifts against the truth: the ceiling of what can be learned"
    found.append(Shown(title, _in_words(labels, ("fleet", "condition"), plain)))
    both = scores[scores["by"] == "vehicle class"]
    both = both[both["judge"].isin(["transferred", "causal"])]
    title = "What not looking ahead costs: both trained on another fleet"
    keys = ("fleet", "vehicle_class", "judge")
    ahead = _in_words(both.dropna(subset=["f1"]), keys, plain)
    return [*found, Shown(title, ahead.replace({"judge": JUDGES}))]


def goals_shown(verdicts: Iterable[Verdict]) -> Shown:
    """The goals, met or missed."""
    cells = pd.DataFrame([asdict(verdict) for verdict in verdicts])
    cells["met"] = cells["met"].map({True: "met", False: "MISSED"})
    return Shown("Goals of the best estimate (in brackets 95 % over vehicles)", cells)


def _of_judges(scores: pd.DataFrame, name: str, keys: Sequence[str]) -> Shown:
    head = [*keys, "vehicles", "carrying_share"]
    wide = scores.pivot_table(index=head, columns="judge", values="f1", sort=False, dropna=False)
    wide = wide.dropna(how="all").reset_index().sort_values(list(keys))
    shown = _head(wide, keys)
    for judge, label in JUDGES.items():
        shown[label] = [_word(value, "{:.3f}") for value in wide[judge]]
    return Shown(f"Window F1 against the truth by {name}", shown)


def _in_words(scores: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    shown = _head(scores, keys)
    for column in columns:
        label, pattern = DETAILS[column]
        shown[label] = [_word(value, pattern) for value in scores[column]]
    return shown


def _head(scores: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    shown = pd.DataFrame({key.replace("_", " "): scores[key].to_numpy() for key in keys})
    shown["vehicles"] = scores["vehicles"].to_numpy()
    shown["carrying"] = [f"{share:.0%}" for share in scores["carrying_share"]]
    return shown


def _word(value: float | None, pattern: str) -> str:
    return "–" if value is None or pd.isna(value) else pattern.format(value)
