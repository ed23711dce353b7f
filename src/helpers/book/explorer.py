"""The explorer of a figure of pools: its button, the script that a page with one loads, and the data of a question.

What it is made of stands in static/explorer. A page loads start.js alone, which is small; everything else is asked for
by a script element when a reader first presses the button, so that it also works from a folder.
"""

from __future__ import annotations

import html
import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.nodes import picture


def setup(app: Sphinx) -> None:
    """Register the script of pages that have an explorer."""
    app.connect("html-page-context", _load_on_pages_with_one)


def _load_on_pages_with_one(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and any(node["explored"] for node in doctree.findall(picture)):
        app.add_js_file("explorer/start.js", loading_method="defer")


def explore_button(figure: str, depth: int) -> str:
    """Return the button of a figure as HTML, hidden where no script shows it.

    Parameters: figure, its name; depth, folders between its page and the start of the site.
    """
    return _button(figure, depth, "Explore", "")


def definition_button(figure: str, depth: int) -> str:
    """Return the button that opens the choice of a definition. Parameters: as for `explore_button`."""
    return _button(figure, depth, "Change the definition", ' data-panel="define"')


def _button(figure: str, depth: int, words: str, panel: str) -> str:
    name, file = (html.escape(text) for text in (figure, "../" * depth + f"figures/{figure}.js"))
    return (
        f' <button type="button" class="explore-button" data-figure="{name}" data-file="{file}"{panel} hidden>'
        f"{words}</button>"
    )


def explorer_script(figure: str, data: dict[str, Any]) -> str:
    """Return the script that hands an explorer its data: text in text, in ASCII, whatever stands in them.

    Parameters: figure, its name; data, as `helpers.exhibits` gives them.
    """
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return f"reviewExplorer.receive({json.dumps(figure)}, {json.dumps(text)});\n"
