"""An hour of a vehicle: what its sensors sent, what the label says, and what the model says.

Lives here: drawing it as PNG bytes. Not here: which hour it is, and other plots (`ml/plots.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from orchestration.ml.card.worst import HOUR_MS, Hour
from orchestration.ml.plots import GRID, INK, QUIET, to_png

LABEL, WRONG, SIGNAL = "#e08a1e", "#c0292b", "#3f4a56"
_PANELS = {"height": 2.0, "speed": 1.6, "load": 1.0, "probability": 1.6, "states": 1.3}
_HOLDS_MS = 30_000
"""A sample is drawn for at most so long."""
_TICK_MS = 600_000
_ROWS = {"label carries": 2, "model carries": 1, "they differ": 0}


def plot_hour(hour: Hour, signals: pd.DataFrame, unknown_below: float, title: str) -> bytes:
    """Signals over the hour, the label behind them, and the model's probability and state."""
    figure = Figure(figsize=(8, 5.6), dpi=100)
    FigureCanvasAgg(figure)
    figure.subplots_adjust(left=0.12, right=0.93, top=0.95, bottom=0.08, hspace=0.16)
    panels = figure.subplots(
        len(_PANELS), 1, sharex=True, gridspec_kw={"height_ratios": list(_PANELS.values())}
    )
    axes: dict[str, Axes] = dict(zip(_PANELS, panels, strict=True))
    figure.suptitle(title, fontsize=10, y=0.99, parse_math=False)  # an id may hold a $
    for axis in panels:
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(visible=True, color=GRID)
        axis.set_axisbelow(True)
        axis.tick_params(labelsize=8, length=2)
    for name in ("height", "speed", "load"):
        _bars(axes[name], hour, hour.actual, (0, 1), LABEL, alpha=0.22, whole=True)
    _signal(axes["height"], hour, signals, "height_m", "height\n[m]")
    _signal(axes["speed"], hour, signals, "speed_kmh", "speed\n[km/h]")
    _signal(axes["load"], hour, signals, "load_signal", "load\nsignal")
    _probability(axes["probability"], hour, unknown_below)
    _states(axes["states"], hour)
    _clock(axes["states"], hour)
    for axis in panels:
        axis.yaxis.set_label_coords(-0.07, 0.5)
    return to_png(figure)


def _signal(axes: Axes, hour: Hour, signals: pd.DataFrame, name: str, label: str) -> None:
    """A signal as it came: each sample until the next one, broken where nothing came."""
    at = signals["sampled_ms"].to_numpy(dtype=np.int64)
    values = signals[name].to_numpy(dtype=np.float64, na_value=np.nan)
    ends = np.flatnonzero(np.diff(at, append=np.iinfo(np.int64).max) > _HOLDS_MS)
    minutes = np.insert(_minutes(hour, at), ends + 1, _minutes(hour, at[ends] + _HOLDS_MS))
    held = np.insert(values, ends + 1, np.nan)
    axes.plot(minutes, held, color=SIGNAL, linewidth=0.9, drawstyle="steps-post")
    axes.set_ylabel(label, fontsize=8)
    if not np.isfinite(values).any():
        axes.set_yticks([])
        axes.text(
            0.5, 0.5, "nothing was sent", transform=axes.transAxes, ha="center", va="center",
            fontsize=8, color=QUIET,
        )  # fmt: skip
        return
    low, high = np.nanmin(values), np.nanmax(values)
    axes.set_ylim(min(0.0, low) - 0.02, max(high * 1.08, 0.5, low + 0.1))


def _probability(axes: Axes, hour: Hour, unknown_below: float) -> None:
    """The calibrated probability of each window, and the band in which a state is not told."""
    if unknown_below > 0.5:
        axes.axhspan(1 - unknown_below, unknown_below, color=QUIET, alpha=0.3, linewidth=0)
        axes.text(60.2, 0.5, "unknown", fontsize=7, color=SIGNAL, va="center", clip_on=False)
    at = hour.started_ms + hour.window_ms // 2
    cuts = np.flatnonzero(np.diff(hour.started_ms) > hour.window_ms) + 1
    axes.plot(
        np.insert(_minutes(hour, at), cuts, np.nan),
        np.insert(hour.probability, cuts, np.nan),
        color=INK, linewidth=1.1,
    )  # fmt: skip
    axes.set(ylim=(-0.05, 1.05), yticks=[0, 0.5, 1])
    axes.set_ylabel("probability\nof carrying", fontsize=8)


def _states(axes: Axes, hour: Hour) -> None:
    """Label and model as bars, and where they differ."""
    differs = hour.actual != hour.predicted
    _bars(axes, hour, hour.actual, (1.65, 0.7), LABEL)
    _bars(axes, hour, hour.predicted & hour.known, (0.65, 0.7), INK)
    _bars(axes, hour, ~hour.known, (0.65, 0.7), QUIET)
    _bars(axes, hour, differs, (-0.35, 0.7), WRONG)
    axes.set_yticks(list(_ROWS.values()), list(_ROWS))
    axes.set_ylim(-0.6, 2.6)
    axes.grid(visible=False, axis="y")


def _bars(
    axes: Axes,
    hour: Hour,
    of: np.ndarray,
    extent: tuple[float, float],
    colour: str,
    alpha: float = 1.0,
    whole: bool = False,
) -> None:
    """Runs of windows that follow each other as one bar each; `whole` for all of the height."""
    places = np.flatnonzero(of)
    if not len(places):
        return
    started = hour.started_ms[places]
    begins = np.flatnonzero(np.append(True, np.diff(started) > hour.window_ms))
    ends = np.append(begins[1:], len(started)) - 1
    left = _minutes(hour, started[begins])
    width = _minutes(hour, started[ends] + hour.window_ms) - left
    axes.broken_barh(
        np.column_stack([left, width]).tolist(),
        extent,
        color=colour,
        alpha=alpha,
        linewidth=0,
        transform=axes.get_xaxis_transform() if whole else axes.transData,
        zorder=0.5 if whole else 2,
    )


def _clock(axes: Axes, hour: Hour) -> None:
    """Ticks at every tenth minute of the clock."""
    first = -(-hour.begins_ms // _TICK_MS) * _TICK_MS
    ticks = np.arange(first, hour.begins_ms + HOUR_MS + 1, _TICK_MS)
    at = [datetime.fromtimestamp(tick / 1000, UTC) for tick in ticks.tolist()]
    axes.set_xticks(_minutes(hour, ticks), [f"{one:%H:%M}" for one in at])
    axes.set_xlim(0, HOUR_MS / 60_000)
    axes.set_xlabel(f"time of day (UTC), {at[0]:%Y-%m-%d}", fontsize=8)


def _minutes(hour: Hour, at_ms: np.ndarray) -> np.ndarray:
    return (at_ms - hour.begins_ms) / 60_000
