"""Small pieces of telemetry that a history of a source is put together from.

Lives here: one piece (a vehicle's rows at equal steps) and the lines it stands for. Not here: what
happens to files (`steps.py`). A piece prints as the call that makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

MONDAY_MS = 1_000 * int(datetime(2025, 3, 3, tzinfo=UTC).timestamp())
DAY_MS = 86_400_000

PHASES: dict[str, tuple[float, str, int, float]] = {
    "e": (0.0, "0", 1, 6.0),  # empty, forks down, driving
    "u": (0.8, "0", 1, 0.0),  # empty, forks up
    "L": (0.8, "1", 1, 4.0),  # loaded, forks up
    "l": (0.0, "1", 1, 2.0),  # loaded, forks down: no carry once the height is trusted
    "n": (0.8, "", 1, 3.0),  # no load signal
    "o": (0.0, "0", 0, 0.0),  # off duty
    "O": (0.0, "1", 0, 0.0),  # off duty with a load
}
"""By letter: height in metres, load, on duty, speed in km/h."""

SCALES: dict[str, tuple[float, float]] = {
    "metres": (1.0, 0.0),
    "offset": (1.0, 0.6),
    "millimetres": (1000.0, 0.0),
    "counts": (120.0, 900.0),
    "none": (0.0, 0.0),
}
"""By name: reported units for a metre, and what is reported with the forks on the floor."""


@dataclass(frozen=True)
class Piece:
    """Rows of one vehicle, `step_s` apart from `clock` on (UTC) of day 0, 1, ... or -1, -2, ...

    `phases` are counts with a letter of `PHASES`, such as "5e 10L 5e".
    """

    vehicle: str
    day: int
    clock: str
    step_s: int
    phases: str
    scale: str = "metres"

    def lines(self) -> list[str]:
        """The rows as lines of a file."""
        at = time.fromisoformat(self.clock)
        start = MONDAY_MS + self.day * DAY_MS
        start += 1_000 * (at.hour * 3600 + at.minute * 60 + at.second)
        per_metre, floor = SCALES[self.scale]
        lines: list[str] = []
        for phase in self.phases.split():
            height, load, on_duty, speed = PHASES[phase[-1]]
            for _ in range(int(phase[:-1])):
                number = len(lines)
                at_ms = start + number * self.step_s * 1_000
                raised = height + number % 5 * 0.2 if height else 0.0
                seconds = at_ms // 1_000 % 86_400
                fields = (
                    self.vehicle,
                    f"{floor + per_metre * raised:.6g}",
                    load,
                    on_duty,
                    at_ms,
                    f"{52 + seconds * 1e-5:.5f}",
                    f"{13 + seconds // 7 % 5 * 1e-4:.5f}",
                    speed + number % 3 * 0.5 if speed else 0,
                )
                lines.append(";".join(map(str, fields)))
        return lines


def lines_of(content: tuple[Piece | str, ...]) -> list[str]:
    """The lines of pieces, and of lines given as they are."""
    return [
        line
        for part in content
        for line in (part.lines() if isinstance(part, Piece) else part.split("\n"))
    ]
