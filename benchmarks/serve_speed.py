"""How long does an author wait for the preview of `review serve`: from its start, and after an edit?

On a copy of the real book. From the start of the command: its address, the first page of any kind, all pages; the same
where a build is there. From a save to the news that a browser acts on: a fault with its remedy; for each page in turns,
an edit of its prose, and an edit of a data cell that every page's digest covers, until the page being looked at is
there, and until all pages are. Then nine saves of prose in ten seconds: how many of them the page shows, and how long
after the last it knows it. Prints medians and the greatest times.

Run: .venv/bin/python benchmarks/serve_speed.py [--repeats 3] [--pages incidence therapy audit]
Targets, two idle cores: something within 1 s of the start, prose within 2 s, data within 5 s for the page looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

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


async def follow(book: Path, address: str, page: str) -> str:
    """Return what an open page sees of nine saves in ten seconds."""
    line = await websocket_connect(f"ws://{address}/-/news")
    await line.write_message(json.dumps({"path": f"/chapters/{page}.html"}))
    await news_until(line, lambda news: news["state"] == "fresh")
    last = 0.0

    async def save() -> None:
        nonlocal last
        for turn in range(9):
            last = time.perf_counter()
            edit_prose(book, page, 50 + turn)
            await asyncio.sleep(10 / 9)

    saving = asyncio.create_task(save())
    digests: dict[str, float] = {}
    while True:
        news = await news_until(line, lambda news: news["digest"] not in digests or news["state"] == "fresh")
        digests.setdefault(news["digest"], time.perf_counter())
        if news["state"] == "fresh" and saving.done():
            break
    line.close()
    return f"{page}: seen {len(digests) - 1} states of 9; the last {max(digests.values()) - last:.1f} s after its save"


def first_seen(book: Path) -> subprocess.Popen[str]:
    """Start a preview, print when what is there, and return it when the whole book is built."""
    command = [sys.executable, "-u", "-m", "helpers", "serve", "--port", "8765", "--root", str(book)]
    start = time.perf_counter()
    preview = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    preview.stdout.readline()
    print(f"  address {time.perf_counter() - start:.1f} s", end="")
    while True:
        with contextlib.suppress(OSError), urlopen("http://127.0.0.1:8765/chapters/therapy.html") as answer:
            found = re.search(r"(?m)^<main>|<main\b", answer.read().decode())
            if found:
                break
        time.sleep(0.02)
    print(f", a page {time.perf_counter() - start:.1f} s", end="")
    built = next(line for line in preview.stdout if line.startswith("Built ("))
    print(f", all pages built {time.perf_counter() - start:.1f} s; {built.strip()}")
    Thread(target=preview.stdout.read, daemon=True).start()  # so that it is never full
    return preview


async def checked(book: Path, address: str) -> float:
    """Return the seconds from the save of a typed number to its fault on an open page, with place and remedy."""
    line = await websocket_connect(f"ws://{address}/-/news")
    await line.write_message(json.dumps({"path": "/chapters/therapy.html"}))
    await news_until(line, lambda news: news["state"] == "fresh")
    path = book / "chapters/audit.md"
    sound, start = path.read_text("utf-8"), time.perf_counter()
    path.write_text(sound + "\nThere were 17 of them.\n", encoding="utf-8", newline="\n")
    while not any(fault["remedy"] for fault in json.loads(await line.read_message())["faults"]):
        pass
    seconds = time.perf_counter() - start
    path.write_text(sound, encoding="utf-8", newline="\n")
    while json.loads(await line.read_message())["state"] != "fresh":
        pass
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
        address = "127.0.0.1:8765"
        print(f"from nothing, load {os.getloadavg()[0]:.1f}:")
        end(first_seen(book))
        print("where a build is there:")
        preview = first_seen(book)
        try:
            print(f"a fault with its remedy: {asyncio.run(checked(book, address)):.1f} s\n")
            print(f"{options.repeats} turns{'median':>34}{'greatest':>12}")
            for page in options.pages:
                for what, seconds in asyncio.run(measure(book, address, page, options.repeats)).items():
                    print(f"{page + ': ' + what:<32}{statistics.median(seconds):>7.2f} s{max(seconds):>10.2f} s")
            print(f"\nnine saves in ten seconds, load {os.getloadavg()[0]:.1f}:")
            for page in options.pages:
                print(asyncio.run(follow(book, address, page)))
        finally:
            end(preview)


def end(preview: subprocess.Popen[str]) -> None:
    """End a preview."""
    preview.terminate()
    preview.wait()


if __name__ == "__main__":
    main()
