"""Built sites: where they are, and what a browser finds wrong with a page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 640}}
EVERY_SIZE = {**SIZES, "tablet": {"width": 768, "height": 1024}}
PLACE = re.compile(r'id="book" data-src="([^"?]+)')


def violations(page, context: str | None = None, rule: str | None = None) -> list[str]:
    """Return every violation that axe finds, with the elements it finds them on."""
    from axe_playwright_python.sync_playwright import Axe

    # Without preload: axe would ask for the style sheets again, which a page from file:// may not.
    options: dict = {"resultTypes": ["violations"], "preload": False}
    if rule:
        options["runOnly"] = [rule]
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def visit(browser, path: Path, size: str, colours: str, troubles: list[str]):
    """Open a page and note what it asks of other hosts, and every error."""
    context = browser.new_context(viewport=EVERY_SIZE[size], color_scheme=colours, reduced_motion="reduce")
    page = context.new_page()
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else troubles.append(f"asks for {r.url}"))
    page.on("requestfailed", lambda request: troubles.append(f"cannot load {request.url}"))
    page.on("pageerror", lambda error: troubles.append(f"error {error}"))
    page.on("console", lambda m: troubles.append(f"{m.type} {m.text}") if m.type in ("error", "warning") else None)
    page.goto(path.as_uri(), wait_until="load")
    return page


def site_of(book: Path) -> Path:
    return book / "_build/html"


def opened_on(page: Path) -> dict[str, Any]:
    """Return what opens behind the numbers of a built page: a script beside it, loaded when one is opened."""
    place = PLACE.search(page.read_text(encoding="utf-8"))
    nothing: dict[str, Any] = {"quantities": [], "rows": [], "sources": {}}
    if place is None:
        return nothing
    script = (page.parent / place[1]).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(script.removeprefix("reviewNumbers = ").removesuffix(";\n"))
    return nothing | found
