"""Pictures of a training run, as PNG bytes.

Lives here: four small plots from arrays and tables. Not here: numbers that are not in the tables.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.metrics import precision_recall_curve

from orchestration.ml.metrics import calibration_curve

INK, QUIET, GRID = "#1f6f8b", "#9aa5b1", "#e5e9ee"
_POINTS = 500


def plot_confusion(confusion: pd.DataFrame) -> bytes:
    """Four outcomes as share of on-duty time; one slice of the confusion table."""
    cells = confusion.pivot_table(
        index="is_carrying", columns="is_carrying_predicted", values="on_duty_s", aggfunc="sum"
    ).reindex(index=[False, True], columns=[False, True], fill_value=0.0)
    hours = cells.to_numpy(dtype=np.float64) / 3600
    rows = hours.sum(axis=1, keepdims=True)
    share = np.divide(hours, rows, out=np.zeros_like(hours), where=rows > 0)
    figure, axes = _new("Confusion: hours, and share of the label's state")
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(share):
        text = f"{hours[row, column]:.2f} h\n{value:.1%}"
        colour = "white" if value > 0.5 else "black"
        axes.text(column, row, text, ha="center", va="center", color=colour)
    axes.set_xticks([0, 1], ["not carrying", "carrying"])
    axes.set_yticks([0, 1], ["not carrying", "carrying"], rotation=90, va="center")
    axes.set_xlabel("predicted")
    axes.set_ylabel("label")
    axes.spines[:].set_visible(False)
    axes.grid(False)
    return to_png(figure)


def plot_precision_recall(actual: np.ndarray, probability: np.ndarray, weight: np.ndarray) -> bytes:
    """Precision over recall with the share of carrying time as the line to beat."""
    precision, recall, _ = precision_recall_curve(actual, probability, sample_weight=weight)
    thinned = np.unique(np.linspace(0, len(recall) - 1, _POINTS).astype(int))
    figure, axes = _new("Precision and recall, held-out vehicles")
    axes.plot(recall[thinned], precision[thinned], color=INK)
    share = float(weight[actual].sum() / weight.sum())
    axes.axhline(share, color=QUIET, linestyle="--", label=f"carrying share {share:.1%}")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
    axes.legend(loc="lower left", frameon=False)
    return to_png(figure)


def plot_calibration(actual: np.ndarray, probability: np.ndarray, weight: np.ndarray) -> bytes:
    """Observed carrying share over predicted probability; point size is time."""
    curve = calibration_curve(actual, probability, weight)
    figure, axes = _new("Calibration, held-out vehicles")
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", label="perfect")
    axes.plot(curve["mean_probability"], curve["carrying_share"], color=INK)
    size = 20 + 180 * curve["duty_s"] / curve["duty_s"].max()
    axes.scatter(curve["mean_probability"], curve["carrying_share"], s=size, color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted probability", ylabel="carrying share")
    axes.legend(loc="upper left", frameon=False)
    return to_png(figure)


def plot_importance(importance: pd.DataFrame, top: int = 15) -> bytes:
    """The most important features with their spread over folds."""
    single = importance[importance["kind"] == "feature"].nlargest(top, "importance").iloc[::-1]
    figure, axes = _new("Importance, held-out vehicles")
    axes.barh(
        single["feature"],
        single["importance"],
        xerr=single["importance_std"],
        color=INK,
        error_kw={"ecolor": QUIET},
    )
    axes.set_xlabel("loss of PR-AUC")
    axes.tick_params(axis="y", labelsize=7)
    axes.grid(visible=False, axis="y")
    return to_png(figure)


def _new(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(5, 4), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=10)
    axes.tick_params(labelsize=9)
    axes.grid(visible=True, color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def to_png(figure: Figure) -> bytes:
    """The bytes of a picture."""
    target = io.BytesIO()
    # No software tag: equal input gives equal bytes under any release of the library.
    figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()
