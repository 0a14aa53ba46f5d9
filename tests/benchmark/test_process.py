"""A child process is measured, and ended with all its children when it is interrupted."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from orchestration.benchmark.process import StepFailed, run_measured

MIB = 2**20


def run(tmp_path: Path, code: str) -> tuple[float, int]:
    command = [sys.executable, "-c", code]
    usage = run_measured(command, os.environ, tmp_path / "log")
    return usage.seconds, usage.peak_memory_bytes


def test_measures_time_and_the_largest_memory(tmp_path: Path) -> None:
    own = psutil.Process().memory_info().rss
    size = own + 200 * MIB
    code = f"import time; held = b'x' * {size}; del held; time.sleep(0.3)"
    seconds, peak = run(tmp_path, code)
    assert 0.3 <= seconds < 30
    assert size <= peak < size + 100 * MIB


def test_a_failure_is_told_with_the_last_words(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"^disk full$"):
        run(tmp_path, "import sys; print('started'); sys.exit('disk full')")
    with pytest.raises(StepFailed, match="exit code 3"):
        run_measured([sys.executable, "-c", "raise SystemExit(3)"], os.environ, tmp_path / "other")
    with pytest.raises(StepFailed, match="killed, probably as the machine ran"):
        run(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def test_an_interrupted_child_leaves_no_process(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(pids)!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        "child.wait()\n"
    )

    def interrupt(_number: int, _frame: object) -> None:
        if not pids.exists() or not pids.read_text():
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            return
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, code)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    parent, child = map(int, pids.read_text().split())
    assert not psutil.pid_exists(parent)
    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
