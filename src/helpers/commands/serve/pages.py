"""What a browser gets of a preview: the pages of the last sound build, and news about the next."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from helpers.commands.command import counted
from helpers.commands.serve.rounds import Rounds

SCRIPT = Path(__file__).with_name("preview.js")
OWN = "/-/"  # addresses that no page of a book has
PAGE = re.compile(r"[\w-][\w./-]{0,199}")
LONGEST_MESSAGE = 4_096  # bytes from the browser
MISSING = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><h1>{}</h1>'


def application(rounds: Rounds, news: News) -> Application:
    """Return what answers a browser. Parameters: rounds, the builds; news, the open pages."""
    shared = {"rounds": rounds}
    return Application(
        [
            (f"{OWN}preview.js", Script, shared),
            (f"{OWN}news", NewsSocket, {**shared, "news": news}),
            (r"/(|.*/|.*\.html)", Page, shared),
            (r"/(.*)", File, {**shared, "path": "none"}),
        ],
        websocket_ping_interval=20,
        websocket_max_message_size=LONGEST_MESSAGE,
        log_function=lambda handler: None,
    )


class Guarded(RequestHandler):
    """A request that reached this computer by its own name: a foreign name that leads here is another site's trick."""

    def initialize(self, rounds: Rounds) -> None:
        """Keep the builds."""
        self.rounds = rounds

    def prepare(self) -> None:
        """Refuse names other than an address or localhost, and what a page of another origin wants to use."""
        name = self.request.host_name.strip("[]")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            if name.lower() != "localhost":
                raise HTTPError(403, reason="The preview answers to localhost and to addresses only") from None
        asked = {part: self.request.headers.get(f"Sec-Fetch-{part}", "") for part in ("Site", "Mode", "Dest")}
        followed = (asked["Mode"], asked["Dest"]) == ("navigate", "document")  # a link, which shows the asker nothing
        if asked["Site"] in ("cross-site", "same-site") and not followed:
            raise HTTPError(403, reason="The preview is for its own pages only")

    def set_default_headers(self) -> None:
        """Let the browser ask again each time, and no other site show the preview or read of it."""
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")


class Script(Guarded):
    """The script that every page gets."""

    def get(self) -> None:
        """Send it."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(SCRIPT.read_bytes())


class Page(Guarded):
    """A page of the built site, with the script at its end."""

    def get(self, path: str) -> None:
        """Send it, or say that it is missing: it may still come, and the script will show it."""
        content = page = content_of(self.rounds.site, path)
        if content is None:
            self.set_status(404)
            said = "The book is not built yet" if self.rounds.builds.only_text else "There is no such page"
            content = MISSING.format(said).encode()
        script = f'<script src="{OWN}preview.js" data-digest="{digest_of(page)}"></script>\n'
        self.finish(content + script.encode())


class File(Guarded, StaticFileHandler):
    """Any other file of the built site."""

    def initialize(self, rounds: Rounds, path: str) -> None:
        """Serve from the build that is shown now."""
        Guarded.initialize(self, rounds)
        StaticFileHandler.initialize(self, str(rounds.site or rounds.folder / path))

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Return the file's path; what cannot be the name of one is not there."""
        try:
            return super().validate_absolute_path(root, absolute_path)
        except (OSError, ValueError):
            raise HTTPError(404) from None


class News:
    """The open pages."""

    def __init__(self) -> None:
        """Begin with none."""
        self.sockets: set[NewsSocket] = set()

    def spread(self, rounds: Rounds) -> None:
        """Tell every open page what became of it."""
        for open_page in tuple(self.sockets):
            open_page.tell(rounds)


class NewsSocket(Guarded, WebSocketHandler):
    """The line to one open page. Pages of other sites cannot open one: Tornado compares the origin with the host."""

    def initialize(self, rounds: Rounds, news: News) -> None:
        """Keep the builds and the open pages."""
        super().initialize(rounds)
        self.news = news
        self.path = ""

    def on_message(self, message: str | bytes) -> None:
        """Learn which page this is, and that someone looks at it."""
        try:
            self.path = unquote(json.loads(message)["path"]).removeprefix("/")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return
        self.news.sockets.add(self)
        self.rounds.looked_at = self.page()
        self.tell(self.rounds)

    def on_close(self) -> None:
        """Forget the page; nobody waits for it any more."""
        self.news.sockets.discard(self)
        if self.rounds.looked_at not in {other.page() for other in self.news.sockets}:
            self.rounds.looked_at = ""

    def page(self) -> str:
        """Return the page's name in the book, "" for something else."""
        name = self.path.removesuffix(".html")
        return name if PAGE.fullmatch(name) and ".." not in name else ""

    def tell(self, rounds: Rounds) -> None:
        """Send the page's digest, so that a changed page loads itself again, and the news to show on it."""
        news = {"digest": digest_of(content_of(rounds.site, self.path)), **news_for(rounds, self.page())}
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(json.dumps(news))


def news_for(rounds: Rounds, page: str) -> dict[str, Any]:
    """Return what a page has to say about itself: `state`, `text` ("" when all is well) and `faults`.

    States: building; first, when this page is built and the others are not; faulty; noted, when the page knows the last
    edit and `review check` asks for something all the same; fresh.
    """
    faults = [fault.as_dict() for fault in rounds.faults]
    count = counted(len(faults), "fault")
    if rounds.building and page and rounds.fresh == page:
        state, text = "first", "This page is up to date. The others are being built."
    elif rounds.building:
        state, text = "building", "Building. This page does not know the last edit yet."
        if rounds.builds.only_text:
            text = "Building. Until then chapters are shown as text alone."
    elif rounds.unsound:
        state, text = "faulty", f"{count}. This page does not know the last edit."
    elif faults:
        state, text = "noted", f"This page is up to date. {count}, as `review check` says:"
    else:
        state, text = "fresh", ""
    told = f"{text} {rounds.progress}" if rounds.building and rounds.progress else text
    return {"state": state, "text": told, "faults": faults}


def content_of(site: Path | None, path: str) -> bytes | None:
    """Return what a page holds, None where there is none.

    Parameters: site, the built site, if any; path, of the page's address, without the slash before it, not trusted.
    """
    if site is None:
        return None
    try:
        file = (site / path).resolve()
        file = file / "index.html" if file.is_dir() else file
        return file.read_bytes() if file.is_relative_to(site.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # gone since, or no possible name of a file
        return None


def digest_of(page: bytes | None) -> str:
    """Return what tells one state of a page from another, "" where there is no page."""
    return "" if page is None else hashlib.sha256(page).hexdigest()[:16]
