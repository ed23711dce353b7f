"""How long does an author wait for the preview of `review serve` after an edit?

Timed until the page is built and told to load again. On a copy of the real book, for each page in turns: an edit of its
prose; an edit of a data cell that every page's digest covers, until the page being looked at is there, and until all
pages are. The time runs from the moment the file is written to the news that a browser acts on. Prints medians and the
greatest times.

Run: .venv/bin/python benchmarks/serve_speed.py [--repeats 3] [--pages incidence therapy audit]
Targets, two cores: prose within 3 s; data within 10 s for the page being looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any

from stock_book import copy_book
from tornado.websocket import WebSocketClientConnection, websocket_connect


async def news_until(line: WebSocketClientConnection, done: Any) -> dict[str, Any]:
    """Return the first news that is what one waits for. Raises: SystemExit when the book is at fault."""
    while True:
        message = await line.read_message()
        if message is None:
            raise SystemExit("The preview has ended.")
        news = json.loads(message)
        if news["faults"]:
            raise SystemExit(f"The book is at fault: {news['faults']}")
        if done(news):
            return news


def edit_prose(book: Path, page: str, turn: int) -> None:
    """Add a word to the first paragraph of a chapter."""
    path = book / f"chapters/{page}.md"
    text = path.read_text(encoding="utf-8")
    head, heading, rest = re.split(r"(?m)^(# .*\n)", text, maxsplit=1)
    text = f"{head}{heading}\nTurn {'again ' * (turn + 1)}and on.\n{rest}"
    path.write_text(text, encoding="utf-8", newline="\n")


def edit_data(book: Path, turn: int) -> None:
    """Change the words that say where a count was printed: no number, no verdict, but another digest."""
    path = book / "data/counts.csv"
    text, changed = re.subn(
        r"(?:again )*conference", "again " * (turn + 1) + "conference", path.read_text("utf-8"), count=1
    )
    if not changed:
        raise SystemExit("No count of counts.csv is from a conference any more: edit another one here.")
    path.write_text(text, encoding="utf-8", newline="\n")


async def measure(book: Path, address: str, page: str, repeats: int) -> dict[str, list[float]]:
    """Return the seconds of every edit while one page is open."""
    line = await websocket_connect(f"ws://{address}/-/news")
    await line.write_message(json.dumps({"path": f"/chapters/{page}.html"}))
    seconds: dict[str, list[float]] = {"prose": [], "data, this page": [], "data, all pages": []}
    for turn in range(repeats):
        news = await news_until(line, lambda news: news["state"] == "fresh")
        await asyncio.sleep(3)  # the next worker loads its modules
        start, before = time.perf_counter(), news["digest"]
        edit_prose(book, page, turn)
        await news_until(line, lambda news, old=before: news["digest"] != old)
        seconds["prose"].append(time.perf_counter() - start)
        await news_until(line, lambda news: news["state"] == "fresh")
        await asyncio.sleep(3)
        start = time.perf_counter()
        edit_data(book, turn)
        await news_until(line, lambda news: news["state"] == "first")
        seconds["data, this page"].append(time.perf_counter() - start)
        await news_until(line, lambda news: news["state"] == "fresh")
        seconds["data, all pages"].append(time.perf_counter() - start)
        await line.write_message(json.dumps({"path": f"/chapters/{page}.html"}))
    line.close()
    return seconds


def main() -> None:
    """Start a preview of a copy of the book and print what its edits take."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--pages", nargs="+", default=["incidence", "therapy", "audit"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = copy_book(Path(folder) / "book")
        command = [sys.executable, "-u", "-m", "helpers", "serve", "--port", "0", "--root", str(book)]
        preview = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        try:
            start = time.perf_counter()
            address = preview.stdout.readline().split("http://")[1].split("/")[0]
            found = next(line for line in preview.stdout if line.startswith("Built"))
            print(f"from nothing to the first page: {time.perf_counter() - start:.1f} s; {found.strip()}\n")
            Thread(target=preview.stdout.read, daemon=True).start()  # so that it is never full
            print(f"{options.repeats} turns{'median':>34}{'greatest':>12}")
            for page in options.pages:
                for what, seconds in asyncio.run(measure(book, address, page, options.repeats)).items():
                    print(f"{page + ': ' + what:<32}{statistics.median(seconds):>7.2f} s{max(seconds):>10.2f} s")
        finally:
            preview.terminate()
            preview.wait()


if __name__ == "__main__":
    main()
