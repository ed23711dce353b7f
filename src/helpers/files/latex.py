"""LaTeX, as references.bib is written, to plain text."""

from __future__ import annotations

import re

BARE_PERCENT = re.compile(r"(?<!\\)%")  # TeX would take the rest of the line for a remark
NEEDS_A_PARSER = re.compile(r"\\(?![&%$#_{}])|(?<!\\)\$")  # a command or a formula; escaped signs and braces do not
BRACE = re.compile(r"(?<!\\)[{}]")
ESCAPED = re.compile(r"\\([&%$#_{}])")


def to_text(latex: str) -> str:
    """Return a field of references.bib as plain text: accents are letters, commands, escapes and braces are gone."""
    braces = BRACE.findall(latex)
    if NEEDS_A_PARSER.search(latex) or braces.count("{") != braces.count("}"):
        return " ".join(_parsed(latex).split())
    return " ".join(ESCAPED.sub(r"\1", BRACE.sub("", latex)).split())


def _parsed(latex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        return str(LatexNodes2Text(math_mode="text").latex_to_text(BARE_PERCENT.sub(r"\\%", latex)))
    except Exception:  # the parser is fed any text: what it cannot read stays as it is written
        return latex
