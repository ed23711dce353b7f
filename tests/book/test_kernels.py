"""Forked kernels: pages are those of kernels started the usual way, and no process outlives its build."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from books import build, copy_small_book, edit, warnings_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")]

PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
{more}---

# A page about {title}

```{{code-cell}} python
{code}
```
"""
# Where a kernel is and what it was given, as far as that is the same for every one.
STATE = """
import json, os, random, signal, sys, threading
import matplotlib
print(os.getcwd(), sys.argv[1], os.path.basename(sys.argv[0]), sys.path, __name__, sys.stdin.read(), sep="\\n")
print(matplotlib.get_backend(), signal.getsignal(signal.SIGINT), sorted(os.environ), sep="\\n")
print(os.getpgid(0) == os.getsid(0) == os.getpid())
"""
# What is not the same: kept for the test, and not shown on the page.
RECORD = """
import numpy
with open({file!r}, "a") as file:
    chance = [random.random(), float(numpy.random.random())]
    above = open(f"/proc/{{os.getppid()}}/cmdline").read()
    file.write(json.dumps({{"pid": os.getpid(), "above": os.getppid(), "command": above, "chance": chance}}) + "\\n")
"""
PROGRAM = "import os, time\nassert not os.system('echo said by a program')\ntime.sleep(1)"
EVIDENCE = "from helpers import review\nprint(review.n('alpha2020trial', 'drug'), review.evidence.root)"
FAILING = "def halve(number):\n    return number / 0\n\nhalve(1)"
ENDLESS = "import time\nprint('begun')\ntime.sleep(600)"


def add_pages(book: Path, **pages: str) -> None:
    toc = "  - file: chapters/references\n"
    for name, code in pages.items():
        more = "execution:\n  timeout: 3\n" if name == "endless" else ""
        text = PAGE.format(title=name, code=code.strip(), more=more)
        (book / f"chapters/{name}.md").write_text(text, encoding="utf-8")
    edit(book / "_toc.yml", toc, toc + "".join(f"  - file: chapters/{name}\n" for name in pages))


def kernels(record: Path) -> list[dict]:
    return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()] if record.exists() else []


def left(numbers: set[int]) -> set[int]:
    """Return those of some processes that still run after a while."""
    until = time.monotonic() + 20
    while (running := {number for number in numbers if psutil.pid_exists(number)}) and time.monotonic() < until:
        time.sleep(0.1)
    return running


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    """Build a book with kernels that are forked and one with kernels that are not; return builds and records."""
    found = {}
    for way in ("forked", "usual"):
        folder = tmp_path_factory.mktemp(way)
        book, record, shadow = copy_small_book(folder / "book"), folder / "record", folder / "shadow"
        shadow.mkdir()
        state = STATE + RECORD.format(file=str(record))
        add_pages(
            book,
            state=state,
            program=PROGRAM,
            second=state + "# again",
            evidence=EVIDENCE,
            failing=FAILING,
            endless=ENDLESS,
        )
        if way == "usual":  # a system that cannot tell when a process ends
            (shadow / "sitecustomize.py").write_text("import os\ndel os.pidfd_open\n", encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PYTEST_CURRENT_TEST")  # with it, kernels leave alone what programs say
            found[way] = book, build(book, path=shadow), kernels(record)
    return found


def test_kernels_are_forked_from_one_process_where_they_can_be_and_started_the_usual_way_where_not(ways):
    for way, (_, result, started) in ways.items():
        assert len(started) == 2, result.stdout
        assert {"kernel_server.py" in kernel["command"] for kernel in started} == {way == "forked"}
    assert len({kernel["above"] for kernel in ways["forked"][-1]}) == 1


def test_pages_and_faults_are_those_of_kernels_started_the_usual_way(ways):
    shown = {}
    for way, (book, result, _) in ways.items():
        assert result.returncode == 1
        site = book / "_build/html/chapters"
        pages = {path.name: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
        assert "<span></span>said by a program" in pages["program.html"]
        assert "CellTimeoutError" in result.stdout
        faults = [fault for fault in warnings_of(result, book) if "traceback saved" not in fault]
        assert "line 2, in halve" in result.stdout
        shown[way] = json.dumps([pages, faults]).replace(str(book.parent), "")
    assert json.loads(shown["forked"]) == json.loads(shown["usual"])


def test_chance_is_not_the_same_in_two_kernels(ways):
    first, second = (kernel["chance"] for kernel in ways["forked"][-1])
    assert set(first).isdisjoint(second)


def test_no_kernel_and_no_server_outlives_a_build_that_fails(ways):
    numbers = {kernel[process] for kernel in ways["forked"][-1] for process in ("pid", "above")}
    assert left(numbers) == set()


def test_no_kernel_and_no_server_outlives_a_build_that_is_killed(tmp_path):
    book, record = copy_small_book(tmp_path / "book"), tmp_path / "record"
    code = f"import json, os, random, time\n{RECORD.format(file=str(record))}time.sleep(600)"
    add_pages(book, endlessly=code)
    command = "import sys; from jupyter_book.cli.main import main; main()"
    building = subprocess.Popen(
        [sys.executable, "-c", command, "build", str(book), "-W", "-n", "--keep-going"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 100
        while not (started := kernels(record)) and time.monotonic() < until:
            assert building.poll() is None, "the build ended by itself"
            time.sleep(0.1)
    finally:
        building.kill()
        building.wait()
    numbers = {kernel[process] for kernel in started for process in ("pid", "above")}
    assert numbers and left(numbers) == set()
