"""Captions of figures and tables: inline Markdown in which only the book's own roles act, for captions quote data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from myst_nb.core.render import NbElementRenderer
from sphinx.util import logging

from helpers.chapters.reading import OURS

logger = logging.getLogger(__name__)

SCHEMES = ("https", "http", "mailto")
Rule = Callable[[Any], None]


def caption_nodes(renderer: NbElementRenderer, text: str, line: int) -> list[nodes.Node]:
    """Parse a caption, so that its numbers use the same roles as prose; HTML in it stays text.

    Another role, a picture or a link to a file could publish a file from outside the book: it is a warning, and text.
    """
    holder, options = nodes.paragraph(), renderer.renderer.md.options
    allowed, options["html"] = options["html"], False
    try:
        with renderer.renderer.current_node_context(holder), _only_ours(renderer, line):
            renderer.renderer.nested_render_text(text, line, inline=True)
    finally:
        options["html"] = allowed
    children = holder.children
    if len(children) == 1 and isinstance(children[0], nodes.paragraph):
        return list(children[0].children)
    return list(children)


@contextmanager
def _only_ours(renderer: NbElementRenderer, line: int) -> Iterator[None]:
    """Render nothing that reaches for a file while the block runs."""
    rules: dict[str, Rule] = renderer.renderer.rules
    usual = dict(rules)

    def refuse(token: Any, what: str) -> None:
        message = "a caption takes the roles %s and links to pages of the web; got %s"
        location = (renderer.renderer.sphinx_env.docname, line + 1)
        names = ", ".join(f"{{{name}}}" for name in OURS)
        logger.warning(message, names, what, location=location, type="review", subtype="figure")
        renderer.renderer.current_node.append(nodes.Text(token.content))

    def role(token: Any) -> None:
        if token.meta["name"] in OURS:
            usual["render_myst_role"](token)
        else:
            refuse(token, f"{{{token.meta['name']}}}")

    def link(token: Any) -> None:
        if _leads_to_the_web(token.attrs):
            usual["render_link"](token)
        else:
            refuse(token, f"a link to {str(token.attrs.get('href', ''))[:80]!r}")

    def image(token: Any) -> None:
        refuse(token, f"a picture, {str(token.attrs.get('src', ''))[:80]!r}")

    rules.update({"render_myst_role": role, "render_link": link, "render_image": image})
    try:
        yield
    finally:
        rules.update(usual)


def _leads_to_the_web(attributes: Mapping[str, Any]) -> bool:
    address = str(attributes.get("href", ""))
    try:
        return address.startswith("#") or urlsplit(address).scheme in SCHEMES
    except ValueError:  # no possible address
        return False
