"""Make the built pages light, offline, accessible and the same on every build.

Sphinx's themes load an icon font, a megabyte of icon script, a tooltip library, MathJax from another host and the
whole search index on every page. Here a page loads style sheets, three small deferred scripts and nothing else: math is
MathML made while building, and icons are drawn in theme.css.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from helpers.book.mathml import visit_math, visit_math_block

HERE = Path(__file__).parent


# Written by the themes, loaded by no page.
UNUSED = (
    "locales",
    "sbt-webpack-macros.html",
    "scripts/bootstrap.js",
    "scripts/bootstrap.js.LICENSE.txt",
    "scripts/fontawesome.js",
    "scripts/fontawesome.js.LICENSE.txt",
    "vendor/fontawesome",
    "webpack-macros.html",
)
ICON_FONT_RULES = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}|(?:\.fa-[\w-]+::?before,?)+\{content:[^}]*\}")
# In the sidebar: the link to a page, and the bare <summary> that follows it.
TOGGLE = re.compile(r"(?<=>)([^<>]+?)\s*</a>\s*<details[^>]*>\s*<summary")
SOURCE_MAP_COMMENT = re.compile(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: ?\*/)?\s*\Z")


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
    """Use the MathML renderer, and put this folder's templates and static files before the themes' own."""
    config.html_math_renderer = "mathml"
    config.html_sidebars.setdefault("**", ["review-title.html", "search-button-field.html", "sbt-sidebar-nav.html"])
    config.templates_path.insert(0, str(HERE / "templates"))
    if str(HERE / "static") not in config.html_static_path:
        config.html_static_path.append(str(HERE / "static"))


def defer_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let no script block rendering."""
    # The themes' inline scripts set DOCUMENTATION_OPTIONS, which a deferred script defines only later:
    # theme.js does it instead.
    context["script_files"][:] = [script for script in context["script_files"] if script.filename]
    for script in context["script_files"]:
        script.attributes["defer"] = "defer"


def name_toggles(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give each fold-out arrow of the table of contents the name of the page whose subpages it shows."""
    toctree_html = context.get("generate_toctree_html")
    if toctree_html is None:
        return

    def named(*args: Any, **kwargs: Any) -> Any:
        markup = toctree_html(*args, **kwargs)
        if kwargs.get("kind") != "sidebar":
            return markup
        # A soup of tags, which prints as HTML.
        return TOGGLE.sub(r'\g<0> aria-label="Pages in \1"', str(markup))

    context["generate_toctree_html"] = named


def front_door(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield index.html, which leads to the first page, for a book whose first page is in a folder."""
    if app.config.root_doc != "index":
        yield "index", {}, "redirect.html"


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete the theme files no page loads, and the rules that would ask for them."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for name in UNUSED:
        path = static / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in static.rglob("*.map"):
        path.unlink()
    for path in (*static.glob("s*/*.css"), *static.glob("scripts/*.js")):
        text = path.read_text(encoding="utf-8")
        lean = SOURCE_MAP_COMMENT.sub("\n", ICON_FONT_RULES.sub("", text))
        if lean != text:
            path.write_text(lean, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer, the style sheet, the script and the hooks."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    # Before 800, where Sphinx checks that the renderer exists and that the static folders do.
    app.connect("config-inited", configure, priority=700)
    # After the themes have added theirs (500).
    app.connect("html-page-context", defer_scripts, priority=900)
    app.connect("html-page-context", name_toggles, priority=900)
    app.connect("html-collect-pages", front_door)
    app.connect("build-finished", remove_unused, priority=900)
    # Jupyter Book always sets this for sphinx_comments; if nobody declares it, Sphinx warns.
    if "comments_config" not in app.config:
        app.add_config_value("comments_config", {}, "")
    app.add_css_file("theme.css", priority=900)
    app.add_js_file("theme.js", priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
