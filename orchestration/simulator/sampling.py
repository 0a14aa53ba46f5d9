"""When a unit reports.

Lives here: the sample times of one day. On duty it is event-driven: about once a second, bursts,
and gaps, which mostly fall into idle phases and end when the vehicle moves again. Off duty it is
one repeated row every 30 to 300 s. Not here: what a sample says.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from orchestration.simulator.phases import CODE, Timeline
from orchestration.simulator.shifts import DAY_S

MEDIAN_S, SIGMA = 1.03, 0.45
BURST_SHARE = 0.05
MEAN_S = 1.14
"""Mean of the gaps drawn below: 0.95 * 1.03 * exp(0.45**2 / 2) + 0.05 * 0.2 s, rounded up."""
LONG_GAP_S = 61.0
ASLEEP_SHARE, AWAKE_S = 0.95, 4.0
OUTAGES_PER_SAMPLE = 0.001
"""With the idle gaps, about 1 % of the gaps on duty are above 60 s."""
HOURS_SHARE = 0.02


def sample_times(
    timeline: Timeline,
    noiseless: bool,
    random: np.random.Generator,
    median_s: float | None = None,
) -> np.ndarray:
    """Return the sample times of one day in whole milliseconds since its start, strictly rising.

    With `median_s`, the gaps on duty are stretched to that median.
    """
    off = timeline.code == CODE["off_duty"]
    begin, end = timeline.start_s[off], timeline.start_s[off] + timeline.duration_s[off]
    duty = np.stack([end[:-1], begin[1:]])
    pause = np.stack([begin, end])
    if noiseless:
        return _regular(timeline)
    stretch = 1.0 if median_s is None else median_s / MEDIAN_S
    on_s = _spread(stretch * _clock(duty / stretch, MEAN_S, _duty_gaps, random), duty)
    on_s = _without_idle_gaps(on_s, timeline, random)
    off_s = _spread(_clock(pause, 165.0, _off_duty_gaps, random), pause)
    time_s = _without_outages(np.sort(np.concatenate([on_s, off_s])), random)
    milliseconds = np.rint(time_s * 1000).astype(np.int64)
    distinct = np.append(True, milliseconds[1:] > milliseconds[:-1])
    inside: np.ndarray = milliseconds[distinct & (milliseconds < DAY_S * 1000)]
    return inside


def _regular(timeline: Timeline) -> np.ndarray:
    """Sample each full second on duty and each full minute off duty."""
    second = np.arange(int(DAY_S))
    phase = timeline.code[np.searchsorted(timeline.start_s, second, side="right") - 1]
    sampled: np.ndarray = second[(phase != CODE["off_duty"]) | (second % 60 == 0)]
    return sampled * 1000


def _duty_gaps(count: int, random: np.random.Generator) -> np.ndarray:
    gaps = random.lognormal(np.log(MEDIAN_S), SIGMA, count)
    burst = random.random(count) < BURST_SHARE
    gaps[burst] = random.uniform(0.1, 0.3, int(burst.sum()))
    return gaps


def _off_duty_gaps(count: int, random: np.random.Generator) -> np.ndarray:
    return random.uniform(30.0, 300.0, count)


def _clock(
    intervals: np.ndarray,
    mean_s: float,
    draw: Callable[[int, np.random.Generator], np.ndarray],
    random: np.random.Generator,
) -> np.ndarray:
    """Cumulate drawn gaps up to the total length of `intervals`."""
    total_s = float(np.sum(intervals[1] - intervals[0]))
    expected = total_s / mean_s
    times = np.cumsum(draw(int(expected + 6 * np.sqrt(expected)) + 10, random))
    return times[: np.searchsorted(times, total_s)]


def _spread(clock_s: np.ndarray, intervals: np.ndarray) -> np.ndarray:
    """Map a clock that runs only inside `intervals` (2, n) to the time of day."""
    before = np.append(0.0, np.cumsum(intervals[1] - intervals[0]))
    index = np.searchsorted(before[1:-1], clock_s, side="right")
    offset: np.ndarray = intervals[0] - before[:-1]
    moved: np.ndarray = clock_s + offset[index]
    return moved


def _gap_lengths(count: int, random: np.random.Generator) -> np.ndarray:
    return LONG_GAP_S + random.lognormal(np.log(8.0), 1.2, count)


def _without_idle_gaps(
    time_s: np.ndarray, timeline: Timeline, random: np.random.Generator
) -> np.ndarray:
    """Take out samples in gaps inside idle phases; the vehicle reports again when it moves.

    An idle phase is cut into equal slots, most of which are a gap with a few samples after it.
    """
    idle = timeline.code == CODE["idle"]
    slot_s = AWAKE_S + _gap_lengths(int(idle.sum()), random)
    slots = (timeline.duration_s[idle] / slot_s).astype(np.int64)
    number = np.arange(slots.sum()) - np.repeat(np.cumsum(slots) - slots, slots)
    length = np.repeat(slot_s, slots)
    begin = np.repeat(timeline.start_s[idle], slots) + number * length
    asleep = random.random(len(begin)) < ASLEEP_SHARE
    return _cut(time_s, begin[asleep], (begin + length)[asleep] - AWAKE_S)


def _without_outages(time_s: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Take out samples in gaps that come at any time; some last hours."""
    count = random.poisson(OUTAGES_PER_SAMPLE * len(time_s))
    length = _gap_lengths(count, random)
    hours = random.random(count) < HOURS_SHARE
    length[hours] = random.uniform(3600.0, 4 * 3600.0, int(hours.sum()))
    begin = random.choice(time_s, count)
    return _cut(time_s, begin, begin + length)


def _cut(time_s: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the times (sorted) outside all intervals (begin, end)."""
    size = len(time_s) + 1
    entered = np.bincount(np.searchsorted(time_s, begin, side="right"), minlength=size)
    left = np.bincount(np.searchsorted(time_s, end), minlength=size)
    return time_s[np.cumsum(entered - left)[:-1] <= 0]
