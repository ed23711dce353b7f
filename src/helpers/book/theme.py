"""The theme of a book: light, offline, accessible, and the same on every build.

A page loads one style sheet, two fonts and small deferred scripts, each only where something on the page needs it.
Math is MathML made while building. What Sphinx and its extensions would load beside that is left out, and not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from helpers.book.mathml import visit_math, visit_math_block

NAME = "review"
HERE = Path(__file__).parent

UNUSED = (  # written by Sphinx, MyST-NB and sphinx-design; site.css has the rules for what they make
    "basic.css",
    "pygments.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "documentation_options.js",  # of Sphinx's search
    "doctools.js",
    "sphinx_highlight.js",
    "searchtools.js",
    "language_data.js",
    "file.png",
    "minus.png",
    "plus.png",
)
NEEDED_BY = {  # scripts of one kind of content, and what shows that a page has it
    "filters.js": " filtered",
    "popover.js": "data-quantity=",
    "design-tabs.js": "sd-tab-set",
}


def visit_citation(writer: Any, node: nodes.Element) -> None:
    """Open one bibliography entry as an item of a list."""
    # docutils' role "doc-biblioentry" is deprecated, and not allowed inside the role "list" that it opens itself.
    if not isinstance(node.previous_sibling(), nodes.citation):
        writer.body.append('<div role="list" class="citation-list">\n')
    writer.body.append(writer.starttag(node, "div", CLASS="citation", ROLE="listitem"))


def depart_citation(writer: Any, node: nodes.Element) -> None:
    """Close one bibliography entry, and the list after the last one."""
    last = not isinstance(node.next_node(descend=False, siblings=True), nodes.citation)
    writer.body.append("</div>\n" * (1 + last))


def configure(app: Sphinx, config: Config) -> None:
    """Use this theme, whatever Jupyter Book would take, and its renderer of formulas."""
    config.html_theme = NAME
    config.html_math_renderer = "mathml"
    if str(HERE / "static") not in config.html_static_path:
        config.html_static_path.append(str(HERE / "static"))


def load_only_what_is_needed(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page load what it shows something with, and let no script block its rendering."""
    body = context.get("body", "")
    context["css_files"][:] = [sheet for sheet in context["css_files"] if not _is_unused(_name(sheet))]
    context["script_files"][:] = [script for script in context["script_files"] if _is_needed(_name(script), body)]
    for script in context["script_files"]:
        script.attributes["defer"] = "defer"


def _name(asset: Any) -> str:
    """Return the file name of a style sheet or script, "" for one without a file."""
    return Path(str(asset.filename or "").partition("?")[0]).name


def _is_unused(name: str) -> bool:
    return any(fnmatch(name, unused) for unused in UNUSED)


def _is_needed(name: str, body: str) -> bool:
    return bool(name) and not _is_unused(name) and NEEDED_BY.get(name, "") in body


def front_door(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield index.html, which leads to the first page, for a book whose first page is in a folder."""
    if app.config.root_doc != "index":
        yield "index", {}, "redirect.html"


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete what no page loads."""
    if exception is None and app.builder.format == "html":
        for path in (Path(app.outdir) / "_static").iterdir():
            if _is_unused(path.name):
                path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the theme, the renderer and the hooks."""
    app.add_html_theme(NAME, str(HERE / "templates"))
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    # Before 800, where Sphinx checks that the renderer exists and that the static folders do.
    app.connect("config-inited", configure, priority=700)
    # After all others have added theirs (500).
    app.connect("html-page-context", load_only_what_is_needed, priority=900)
    app.connect("html-collect-pages", front_door)
    app.connect("build-finished", remove_unused, priority=900)
    # Jupyter Book always sets this for sphinx_comments; if nobody declares it, Sphinx warns.
    if "comments_config" not in app.config:
        app.add_config_value("comments_config", {}, "")
    for script in ("site.js", "popover.js", "filters.js"):
        app.add_js_file(script, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
