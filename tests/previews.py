"""Running previews, and what their open pages are told."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

from tornado.websocket import websocket_connect

LONG = 120  # seconds until a preview that says nothing has failed
SCRIPT = '<script src="/-/preview.js"'


def play(story: Coroutine) -> Any:
    """Run a story on a thread of its own: a browser of other tests may keep the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, story).result()


class Preview:
    """A running `review serve` of a book, and what it prints."""

    def __init__(self, book: Path, *options: str, path: Path | None = None) -> None:
        command = [sys.executable, "-u", "-m", "helpers", "serve", "--port", "0", "--root", str(book), *options]
        environment = {**os.environ, "PYTHONUTF8": "1"}
        if path is not None:
            environment["PYTHONPATH"] = str(path)
        self.book = book
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment
        )
        first = self.process.stdout.readline()
        self.lines = [first]
        Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True).start()
        assert "http://127.0.0.1:" in first, first + "".join(self.lines)
        self.address = first.split("http://")[1].split("/")[0]

    def get(self, path: str, **headers: str) -> str:
        with urlopen(Request(f"http://{self.address}/{path}", headers=headers), timeout=LONG) as answer:
            return answer.read().decode("utf-8")

    def page(self, name: str) -> str:
        """Return a page as it was built: without the script, which must be at its end."""
        text = self.get(f"chapters/{name}.html")
        assert text.count(SCRIPT) == 1
        return text[: text.index(SCRIPT)]

    def site(self) -> dict[str, bytes]:
        """Return the files of the site that is shown, which must be the only one but for one build under way."""
        [folder] = (self.book / "_build/serve").iterdir()
        return files_of(folder / (folder / "whole").read_text(encoding="utf-8") / "_build/html")


class Line:
    """What an open page is told."""

    def __init__(self, preview: Preview, page: str) -> None:
        self.preview, self.page = preview, page

    async def __aenter__(self) -> Line:
        self.connection = await websocket_connect(f"ws://{self.preview.address}/-/news")
        await self.look()
        return self

    async def __aexit__(self, *unused: object) -> None:
        self.connection.close()

    async def look(self) -> None:
        await self.connection.write_message(json.dumps({"path": f"/chapters/{self.page}.html"}))

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        start = time.perf_counter()
        while True:
            message = await asyncio.wait_for(self.connection.read_message(), LONG)
            assert message is not None, "".join(self.preview.lines)
            news = json.loads(message)
            if wanted(news):
                print(f"{self.page} is {news['state']} after {time.perf_counter() - start:.1f} s")
                return news

    async def until_state(self, *states: str) -> dict[str, Any]:
        return await self.until(lambda news: news["state"] in states)


def files_of(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
