"""Formulas as MathML, made while building, with a warning for what cannot be read."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

# Environments that only lay out rows; MathML does that with the rows themselves.
ROW_ENVIRONMENT = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|flalign)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL
)
# What TeX opens and must close.
PAIRS = (("{", "}"), (r"\begin", r"\end"), (r"\left", r"\right"))


def check_nesting(tex: str) -> None:
    """Raise MathError if a brace, environment or delimiter is opened and not closed, which the converter lets pass."""
    bare = re.sub(r"\\[\\{}]", " ", tex)
    for opening, closing in PAIRS:
        # \left but not \leftarrow; a brace may stand before a letter.
        counts = {len(re.findall(re.escape(token) + r"(?<![a-z](?=[A-Za-z]))", bare)) for token in (opening, closing)}
        if len(counts) > 1:
            raise MathError(f"{opening} and {closing} do not match")


def mathml(tex: str, block: bool = False) -> str:
    """Return the MathML of one TeX formula, or raise MathError with what is wrong in it."""
    check_nesting(tex)
    tex = tex.strip()
    if whole := ROW_ENVIRONMENT.fullmatch(tex):
        tex = whole[3]
    for row_layout in ("split", "gathered", "alignedat"):
        for edge in (r"\begin", r"\end"):
            tex = tex.replace(f"{edge}{{{row_layout}}}", f"{edge}{{aligned}}")
    tex = re.sub(r"\n\s*\n", r"\\\\", tex) if block else tex
    try:
        markup = tex2mathml(tex, as_block=block)
    except MathError:
        raise  # it is a ValueError, too
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # The converter meets some mistakes, such as "^2" or a stray "&", with one of these.
        raise MathError(f"cannot be parsed ({error})") from error
    return re.sub(r">\s+<", "><", markup)


def render(writer: Any, node: nodes.Element, block: bool) -> str:
    """Return the HTML of one math node; TeX that cannot be parsed is a warning and is shown as it stands."""
    try:
        return mathml(node.astext(), block)
    except MathError as error:
        logger.warning("math %r: %s", node.astext().strip(), error, location=node, type="math", subtype="mathml")
        return f"<code>{writer.encode(node.astext())}</code>"


def visit_math(writer: Any, node: nodes.Element) -> None:
    """Write an inline formula."""
    writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    writer.body.append(render(writer, node, block=False) + "</span>")
    raise nodes.SkipNode


def visit_math_block(writer: Any, node: nodes.Element) -> None:
    """Write a displayed formula, with its number and permalink if it has one."""
    # Looked up by the id, so before the id changes.
    number = get_node_equation_number(writer, node) if node["number"] else None
    if number and "amsmath" in node["classes"]:
        # MyST gives such an environment a random id, which would make every build differ.
        node["ids"] = [f"equation-{number}"]
    writer.body.append(writer.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if number:
        writer.body.append(f'<span class="eqno">({number})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    writer.body.append(render(writer, node, block=True) + "</div>\n")
    raise nodes.SkipNode
