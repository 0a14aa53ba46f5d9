"""One child process: how long it took, on how much of the processor, and its largest memory.

Lives here: starting it, measuring it, and ending it when the benchmark is interrupted. Not here:
what it does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import ForkliftError

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that end the benchmark."""
GRACE_S = 5.0
"""Time to end by itself after the polite signal."""


class StepFailed(ForkliftError):
    """A child process ended with another code than 0; its text is what it said last."""


@dataclass(frozen=True)
class Usage:
    """What the operating system says about a finished process and the children it waited for."""

    seconds: float
    """From start to end, the interpreter's own start included."""
    cpu_seconds: float
    """Processor time, the system's on their behalf included."""
    peak_memory_bytes: int
    """Largest resident set of any one of these processes."""


def run_measured(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Usage:
    """Run a command with its output appended to `log`; nothing of it is left running.

    Linux starts a child's peak at that of its parent, so this is to be called from a small process.
    Raises `StepFailed` when it fails.
    """
    with log.open("ab") as output:
        began = time.perf_counter()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:  # an interrupt while it starts would leave a process that nobody knows
            process = subprocess.Popen(
                command,
                env={**environment, "PYTHONUNBUFFERED": "1"},  # the log tells its words in order
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, before),
            )
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            raise
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                _end(process)
    if process.returncode != 0:
        raise StepFailed(_reason(process.returncode, log))
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def _reason(code: int, log: Path) -> str:
    """Why a process ended with this code; one that is killed says nothing itself."""
    if code == -signal.SIGKILL:
        return "killed, probably as the machine ran out of memory"
    return _last_line(log) or f"exit code {code}"


def _last_line(log: Path) -> str:
    """The last line that says something; empty when there is none."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with all that it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
