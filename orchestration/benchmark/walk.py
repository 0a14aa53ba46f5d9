"""A history that grows day by day, with the daily run measured where it is asked for.

Lives here: a fleet that is simulated once, the files of its days revealed one day after the other,
the daily run, and the states between which the parts measure. Not here: what the parts make of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.benchmark.record import Step
from orchestration.benchmark.run import Report, repeated
from orchestration.benchmark.selection import Selections, read_selections
from orchestration.benchmark.workplace import ANSWER, DAILY, Workplace
from orchestration.errors import SettingsError

ROWS_PER_VEHICLE_DAY = 25_000
"""About what the simulator gives on average, to estimate the disk."""

Task = Callable[[], None]


@dataclass(frozen=True)
class DailyRun:
    """The load of what is new, and dbt's build with all data tests after it."""

    day: int
    ingest: Step
    build: Step

    @property
    def seconds(self) -> float:
        """From command to end: the start of Python, the ingest, dbt with its own start."""
        return self.ingest.process_seconds + self.build.process_seconds


class Walk:
    """One way through the days of a fleet; parts ask first, then it is walked once."""

    def __init__(
        self,
        place: Workplace,
        vehicles: int,
        seed: int,
        report: Report,
        *,
        defects: bool = False,
    ) -> None:
        """Nothing happens before `go`."""
        self.vehicles = vehicles
        self.defects = defects
        """Whether its files have the bad rows and oddities of real ones."""
        self.report = report
        self.runs: dict[int, DailyRun] = {}
        """The daily runs that were asked for, by day."""
        self.answers: dict[int, DailyRun] = {}
        """The same, up to the carries alone."""
        self._outer, self._seed = place, seed
        self._daily: set[int] = set()
        self._answers: set[int] = set()
        self._tasks: dict[int, list[Task]] = {}
        self._just_before: dict[int, list[Task]] = {}

    def measure(self, *days: int) -> None:
        """Ask for the daily runs of these days (from 1)."""
        self._daily.update(days)

    def measure_answer(self, *days: int) -> None:
        """Ask for a run up to the carries on these days, which have no daily run then."""
        self._answers.update(days)

    def after(self, day: int, task: Task) -> None:
        """Ask for a task once the warehouse holds the days up to `day`."""
        self._tasks.setdefault(day, []).append(task)

    def just_before(self, day: int, task: Task) -> None:
        """Ask for a task right before the run of a day that somebody asked for."""
        self._just_before.setdefault(day, []).append(task)

    @property
    def last_day(self) -> int:
        """The last day that anything is asked for."""
        return max({*self._daily, *self._answers, *self._tasks})

    def go(self) -> None:
        """Simulate the fleet and walk its days; what is not asked for is caught up in one run.

        Raises `SettingsError` for a day that is asked for in two ways.
        """
        for day in self._daily & self._answers:
            raise SettingsError(
                f"day {day}: asked for both ways, whole and up to the carries; give other --points"
                " or --days"
            )
        fleet = ["--days", str(self.last_day), "--vehicles", str(self.vehicles)]
        fleet += ["--seed", str(self._seed), *(["--defects"] if self.defects else [])]
        self.report(self._outer.python("simulate", *fleet))
        self.place, at = self._outer.inner("walk"), 0
        measured = self._daily | self._answers
        for day in sorted({*measured, *self._tasks}):
            caught_up = day - 1 if day in measured else day
            if at < caught_up:
                self.told(self.run(self.place, at + 1, caught_up), "catch-up")
            for task in self._just_before.get(day, []):
                task()
            if day in self._daily:
                self.runs[day] = self.told(self.run(self.place, day, day), "daily run")
            elif day in self._answers:
                self.answers[day] = self.told(self.answer(self.place, day), "carries alone")
                self.place.dbt("build", "build", *DAILY)
            at = day
            for task in self._tasks.get(day, []):
                task()

    def run(self, place: Workplace, first: int, last: int) -> DailyRun:
        """Reveal the days from `first` to `last` to a workplace, load and build them."""
        ingest = self._load(place, first, last)
        return DailyRun(last, ingest, place.timed_build(*DAILY))

    def answer(self, place: Workplace, day: int) -> DailyRun:
        """Reveal one day to a workplace, load it and build the models up to the carries."""
        ingest = self._load(place, day, day)
        return DailyRun(day, ingest, place.dbt("answer", "build", *ANSWER))

    def _load(self, place: Workplace, first: int, last: int) -> Step:
        self._reveal(place, first, last)
        ingest = place.python("ingest")
        if not (place.dbt_target / "manifest.json").is_file():
            place.dbt("parse", "parse")
        return ingest

    def _reveal(self, place: Workplace, first: int, last: int) -> None:
        files = self._outer.settings.local_root / "real_data"
        reveal(files, place.settings.local_root / "real_data", first, last)

    def start_up(self, place: Workplace) -> Step:
        """What dbt takes for anything at all, after a build."""
        selectors = self.selections(place).start_up
        return repeated(lambda: place.dbt_nodes("start_up", selectors))

    @staticmethod
    def selections(place: Workplace) -> Selections:
        """What each part of the graph is made of."""
        return read_selections(place.dbt_target / "manifest.json")

    def apart(self, name: str) -> Workplace:
        """A workplace of its own beside the walk's."""
        return self._outer.inner(name)

    def copied(self, name: str) -> Workplace:
        """A workplace of its own with a copy of the warehouse as it is now."""
        place = self.apart(name)
        place.settings.warehouse_path.parent.mkdir(parents=True)
        shutil.copyfile(self.place.settings.warehouse_path, place.settings.warehouse_path)
        return place

    def kept(self, name: str, days: int) -> Workplace:
        """The same with the files of so many days, so that it goes on from there."""
        place = self.copied(name)
        self._reveal(place, 1, days)
        return place

    def told(self, run: DailyRun, what: str) -> DailyRun:
        """The run, once its steps are reported."""
        for step, label in ((run.ingest, "ingest"), (run.build, "dbt build")):
            rows = f"{step.rows:,} rows" if step.rows else ""
            self.report(replace(step, name=f"day {run.day}: {what}, {label}", detail=rows))
        return run


def reveal(files: Path, source: Path, first: int, last: int) -> None:
    """Link the files of days `first` to `last` (from 1, by name) into the source's folder."""
    for folder in sorted(files.iterdir())[first - 1 : last]:
        target = source / folder.name
        target.mkdir(parents=True)
        for file in sorted(folder.iterdir()):
            os.link(file, target / file.name)
