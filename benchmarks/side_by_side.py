"""Work timed in turns, so that a computer that is busy with something else is busy for all: medians, CPU seconds first.

CPU seconds are those of the system and of the user, all child processes included. Not run by itself.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
OUR_PYTHON = Path(sys.executable)
NOT_OURS = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE")


class Times(NamedTuple):
    """Seconds of several runs: of the processors, and by the clock."""

    cpu: list[float]
    wall: list[float]

    def __str__(self) -> str:
        """Return both medians."""
        return f"{statistics.median(self.cpu):>8.2f}{statistics.median(self.wall):>8.2f}"


def python_of(checkout: Path) -> Path:
    """Return the Python of a checkout's `.venv`. Raises: SystemExit when it has none."""
    if checkout == PROJECT:
        return OUR_PYTHON
    found = [checkout / ".venv" / place for place in ("bin/python", "Scripts/python.exe")]
    python = next((path for path in found if path.exists()), None)
    if python is None:
        raise SystemExit(f"{checkout} has no .venv: run `make lint` there first.")
    return python


def run(command: list[object], folder: Path, *, may_fail: bool = False, **environment: str) -> str:
    """Run a command without what this environment says to Python; return what it prints. Raises: SystemExit."""
    ours = {name: value for name, value in os.environ.items() if name not in NOT_OURS} | environment
    whole = [str(word) for word in command]
    ended = subprocess.run(whole, cwd=folder, env=ours, capture_output=True, text=True, encoding="utf-8", check=False)
    if ended.returncode and not may_fail:
        raise SystemExit(f"{' '.join(whole)}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
    return ended.stdout


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU seconds and seconds by the clock of some work of child processes."""
    wall, cpu = time.perf_counter(), _cpu_of_children()
    work()
    return _cpu_of_children() - cpu, time.perf_counter() - wall


def _cpu_of_children() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turns(works: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, Times]:
    """Return the times of each work, done in turns, after one round that is not counted: it fills the disk's cache."""
    for work in works.values():
        work()
    found: dict[str, Times] = {name: Times([], []) for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            cpu, wall = timed(work)
            found[name].cpu.append(cpu)
            found[name].wall.append(wall)
    return found


def show(found: Mapping[str, Times], against: str = "") -> None:
    """Print a line for each work; `against`, the one whose CPU seconds the others are shares of."""
    print(f"{'seconds, medians':<46}{'CPU':>8}{'clock':>8}" + (f"{'share':>8}" if against in found else ""))
    for name, times in found.items():
        share = ""
        if against in found:
            share = f"{100 * statistics.median(times.cpu) / statistics.median(found[against].cpu):>7.0f}%"
        print(f"{name:<46}{times}{share}")
