"""How many seconds does each chapter take to read and to run its cells, in a build from nothing?

Each chapter is timed by a small extension between the events in which Sphinx begins and ends to read a page; cells run
inside. Pages are read one after the other here (`-j 1`), so the sum is more than a build takes on several cores, which
is timed as well.

Run: .venv/bin/python benchmarks/chapter_speed.py
Target: the whole cold build within 90 s on two cores.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stock_book import build, copy_book

TIMER = """
import time
def setup(app):
    app.parallel = 1
    began = {}
    app.connect("env-purge-doc", lambda app, env, page: began.setdefault(page, time.perf_counter()))
    app.connect("doctree-read", lambda app, tree: print(
        "CHAPTER", app.env.docname, round(time.perf_counter() - began[app.env.docname], 2), flush=True), priority=999)
"""


def main() -> None:
    """Print seconds per chapter, and of the whole build on all cores."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        build(copy_book(folder / "whole"))
        whole = time.perf_counter() - begin
        book = copy_book(folder / "one")
        (book / "chapter_timer.py").write_text(TIMER, encoding="utf-8")
        config = (book / "_config.yml").read_text(encoding="utf-8")
        config = config.replace("helpers.book]", "helpers.book, chapter_timer]")
        (book / "_config.yml").write_text(config, encoding="utf-8")
        code = f"import sys; sys.path.insert(0, {str(book)!r}); from jupyter_book.cli.main import main; main()"
        command = [sys.executable, "-c", code, "build", str(book)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for page, seconds in sorted(re.findall(r"CHAPTER (\S+) (\S+)", printed), key=lambda found: -float(found[1])):
        print(f"{page:<28}{float(seconds):>7.2f} s")
    print(f"{'whole build, all cores':<28}{whole:>7.2f} s")


if __name__ == "__main__":
    main()
