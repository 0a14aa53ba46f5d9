"""The picture of `curves`: seconds a day over days of history.

Lives here: one drawing from measured points. Not here: the points.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from orchestration.benchmark.curves_figures import Point

INK, PALE, QUIET, FAINT, TEXT = "#1f6f8b", "#86b8c9", "#9a5b2e", "#d3b49f", "#3d4852"
LABEL_SHARE = 0.12
"""Height of a label, as a share of the picture's."""


def apart(ends: Sequence[float]) -> list[float]:
    """Heights of labels near the ends of their lines, none on top of another one."""
    least = LABEL_SHARE * max(ends)
    places = list(ends)
    order = sorted(range(len(ends)), key=lambda line: ends[line])
    for below, above in pairwise(order):
        places[above] = max(places[above], places[below] + least)
    return places


def draw(points: Sequence[Point], crossed: float | None, path: Path) -> Path:
    """Write the curves as SVG or PNG, by the name's ending."""
    days = [point.day for point in points]
    lines = (
        ([point.two_workers for point in points], FAINT, "script, 2 workers"),
        ([point.one_worker for point in points], QUIET, "script that reads\nthe whole history"),
        ([point.daily_run for point in points], INK, "daily run: all\nmodels and tests"),
        ([point.carries_alone for point in points], PALE, "daily run:\ncarries alone"),
    )
    with rc_context({"svg.hashsalt": "forklift"}):  # equal points give equal bytes
        figure = Figure(figsize=(7.5, 3.6), dpi=150, layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        places = apart([seconds[-1] for seconds, _, _ in lines])
        for (seconds, colour, label), place in zip(lines, places, strict=True):
            axes.plot(days, seconds, color=colour, linewidth=2, marker="o", markersize=4)
            end = (days[-1], place)
            axes.annotate(
                label,
                end,
                (8, 0),
                textcoords="offset points",
                color=colour,
                va="center",
                fontsize=9,
            )
        if crossed is not None:
            axes.axvline(crossed, color=TEXT, linewidth=0.8, linestyle=":")
            top = (crossed, 1)
            axes.annotate(
                f"{crossed:.0f} days",
                top,
                (4, -4),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                color=TEXT,
                va="top",
                fontsize=9,
            )
        axes.set_title("Seconds for today's answer, from command to end", loc="left", fontsize=10)
        axes.set_xlabel("days of history", color=TEXT)
        axes.set_xlim(0, days[-1] * 1.32)
        axes.set_xticks([0, *days])
        axes.set_ylim(bottom=0)
        axes.tick_params(colors=TEXT, length=0, labelsize=8)
        axes.grid(visible=True, axis="y", color="#e5e9ee")
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
        figure.savefig(path, metadata=metadata)
    return path
