"""The preview when folders vanish under it, and when others ask it for what they may not have."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
from books import commit, edit, git
from previews import LONG, Line, Preview, play
from tornado.websocket import websocket_connect

ESCAPES = "%1b]0;OWNED%07%1b[2J%0aBuilt%20(0.1%20s)%9b31m%e2%80%ae"


def restored(folder: Path, kept: Path) -> None:
    """Put back what was removed."""
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def by_removal(book: Path, part: str, kept: Path) -> None:
    shutil.rmtree(book / part)
    restored(book / part, kept / part)


def by_another_name(book: Path, part: str, kept: Path) -> None:
    (book / part).rename(book / f"{part}.old")
    restored(book / part, kept / part)


async def lines_until(shown: Preview, words: str, since: int = 0) -> None:
    """Wait until the preview has said something."""
    async with asyncio.timeout(LONG):
        while not any(words in line for line in shown.lines[since:]):
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.weekly
def test_a_folder_that_is_removed_and_comes_back_in_any_way_is_still_watched(book, preview, tmp_path):
    kept = shutil.copytree(book, tmp_path / "kept")
    commit(book)
    git(book, "checkout", "--quiet", "-b", "without")
    git(book, "rm", "--quiet", "-r", "chapters", "data")
    git(book, "commit", "--quiet", "--message", "No chapters, no data")
    git(book, "checkout", "--quiet", "main")
    shown = preview()

    async def shows(words: str) -> None:
        async with asyncio.timeout(LONG):
            while words not in shown.get("chapters/index.html"):
                await asyncio.sleep(0.2)

    async def story() -> None:
        async with Line(shown, "index") as line:
            await line.until_state("fresh")
        for way, part in [(by_removal, "chapters"), (by_another_name, "chapters"), (by_removal, "data")]:
            way(book, part, kept)
            await asyncio.sleep(3)  # longer than between two looks
            before, mark = len(shown.lines), f"after {way.__name__} of {part}"
            edit(book / "chapters/index.md", "The scale is", f"This stands {mark}. The scale is")
            await lines_until(shown, "Changed: chapters/index.md", before)
            await shows(mark)
            edit(book / "chapters/index.md", f"This stands {mark}. The scale is", "The scale is")
        before = len(shown.lines)
        git(book, "checkout", "--quiet", "--force", "without")
        await lines_until(shown, "fault", before)
        git(book, "checkout", "--quiet", "main")
        await asyncio.sleep(3)
        edit(book / "chapters/index.md", "The scale is", "This stands after git has been here. The scale is")
        await shows("after git has been here")

    play(story())


@pytest.mark.slow
@pytest.mark.weekly
def test_pages_that_somebody_deletes_are_built_anew(book, preview):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "index") as line:
            await line.until_state("fresh")
            shutil.rmtree(book / "_build")
            await line.until(lambda news: news["digest"] == "" and news["state"] == "building")
            shutil.rmtree(book / "_build", ignore_errors=True)  # in the middle of a round
            fresh = await line.until(lambda news: news["state"] == "fresh" and news["digest"] != "")
            assert fresh["faults"] == []
            assert "The scale is" in shown.page("index")

    play(story())
    assert any("The built pages are gone" in line for line in shown.lines)
    assert not any("Traceback" in line for line in shown.lines)


def test_where_nothing_can_be_written_the_preview_says_so(book):
    (book / "_build").write_text("a file", encoding="utf-8")  # stands for a folder that is read-only, also for root
    result = run_serve(book)
    assert result.returncode == 1
    assert result.stderr.startswith("The preview keeps its builds in ") and result.stderr.count("\n") == 1


def run_serve(book: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "helpers", "serve", "--port", "0", "--root", str(book)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=LONG)


def ask(shown: Preview, path: str, *headers: str) -> str:
    """Return the first line of the answer to a request that no browser would send."""
    host, port = shown.address.split(":")
    with socket.create_connection((host, int(port)), timeout=LONG) as line:
        wanted = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {shown.address}", "Connection: close", *headers])
        line.sendall(f"{wanted}\r\n\r\n".encode("latin-1"))
        return line.recv(1000).partition(b"\r\n")[0].decode("latin-1")


@pytest.mark.slow
def test_only_this_computer_is_answered_and_only_with_the_site(standing):
    port = standing.address.rpartition(":")[2]

    async def story() -> None:
        async with Line(standing, "index") as line:
            await line.until_state("fresh")
            for message in (
                "no JSON",
                "[]",
                '{"path": 3}',
                '{"path": "/../../../data/counts.csv"}',
                '{"path": "/\\u0000"}',
            ):
                await line.connection.write_message(message)
            await line.look()
            await line.until(lambda news: news["digest"] != "")
        with pytest.raises(Exception, match="403"):
            foreign = {"Origin": "http://example.org"}
            from tornado.httpclient import HTTPRequest

            await websocket_connect(HTTPRequest(f"ws://{standing.address}/-/news", headers=foreign))

    play(story())
    assert "A small book" in standing.get("chapters/index.html", Host=f"localhost:{port}")
    refused = [("", {"Host": "example.org"}), ("-/preview.js", {"Host": f"localhost.example.org:{port}"})]
    outside = ["../", "%2e%2e/", "..%2f", "chapters/../../", "/etc/../"]
    refused += [(f"{way * 3}.doctrees/environment.pickle", {}) for way in outside]
    for path, headers in refused:
        with pytest.raises(HTTPError) as error:
            standing.get(path, **headers)
        assert error.value.code in (403, 404), path
        assert "/tmp" not in error.value.read().decode()


@pytest.mark.slow
def test_what_anybody_asks_for_neither_acts_on_the_terminal_nor_ends_in_a_traceback(standing):
    paths = [f"/{ESCAPES}", f"/..%2f{ESCAPES}", f"/{ESCAPES}.html", "/%00", "/x%00.html", "/%00.js", "/a" + "%00" * 900]
    paths += ["/" + "a" * 5000, "/" + "a" * 5000 + ".html", "/%ff%fe", "/%ed%a0%80.html", "/\xe9", "/%2e%2e/%00"]
    deep = ["[" * 4000, '{"path":' * 400, '{"path":"\\ud800"}', '{"path":"\\u0000"}', "null", '{"path":"%"}']

    async def story() -> None:
        async with Line(standing, "index") as line:
            await line.until_state("fresh")
            for path in paths:
                status = ask(standing, path).split(" ")[1]
                assert status in ("400", "403", "404"), (path, status)
            for message in deep:
                await line.connection.write_message(message)
            await line.look()
            await line.until(lambda news: news["digest"] != "")
            edit(standing.book / "chapters/index.md", "The scale is", "The known scale is")
            await line.until_state("building")
            await line.until_state("fresh")

    play(story())
    said = "".join(standing.lines)
    assert "Traceback" not in said and "OWNED" not in said
    assert not re.search(r"[^\x20-\x7e\n]", said)


@pytest.mark.slow
def test_only_pages_of_the_preview_itself_get_anything_but_a_link_that_is_followed(standing):
    with pytest.raises(HTTPError) as error:
        standing.get("nowhere")
    assert error.value.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    for path in ("/searchindex.js", "/chapters/index.html", "/-/preview.js", "/_static/site.css"):
        for site in ("cross-site", "same-site"):
            used = [f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"]
            framed = [f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]
            assert " 403 " in ask(standing, path, *used) and " 403 " in ask(standing, path, *framed)
        assert " 200 " in ask(standing, path, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors")
        assert " 200 " in ask(standing, path, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate")
    followed = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]
    assert " 200 " in ask(standing, "/chapters/index.html", *followed)


@pytest.mark.slow
@pytest.mark.browser
def test_a_page_of_another_origin_reads_nothing_of_the_book(browser, standing):
    own = f"http://{standing.address}"
    text = f"""<script>window.got = "nothing"; window.Search = {{ setIndex: (x) => (window.got = "all") }}</script>
        <script src="{own}/searchindex.js"></script><img src="{own}/_static/fonts/sans.woff2">
        <iframe src="{own}/chapters/index.html"></iframe>"""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        for host in ("localhost", "127.0.0.1"):  # another site, and another origin of the same
            page.goto(f"http://{host}:{server.server_port}/", wait_until="load")
            assert page.evaluate("window.got") == "nothing"
            assert all("small book" not in frame.content() for frame in page.frames[1:])
        page.goto(f"{own}/search.html?q=small")
        page.locator("#search-results a").first.wait_for()
        page.close()
        server.shutdown()
