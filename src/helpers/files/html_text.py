"""HTML, JATS and MathML that other programs leave in a line of text, such as a title: found, and made plain."""

from __future__ import annotations

import html
import re

from helpers.files.latex import superscript

NAMES = (  # of elements that stand in titles; not every word in angle brackets is one: a<b and c>d
    "i b em strong sub sup inf u s sc scp small big span p br tt font a it italic bold bi underline overline roman "
    "monospace sansserif sans-serif strike hi emph title sec xref ext-link fn math mi mo mn mrow msub msup msubsup "
    "mtext mspace mfrac msqrt mover munder mstyle mfenced semantics annotation inline-formula inline-graphic "
    "disp-formula tex-math alternatives named-content styled-content div html body nobr cite abstract"
)
INNER = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*/?"
KNOWN = rf"(?:jats|mml|m|ce|sb|xhtml|ovid):([a-z-]+)|({NAMES.replace(' ', '|')})"
TAG = re.compile(rf"</?(?:{KNOWN}){INNER}>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
TWICE_SAID = re.compile(r"<(?:jats:)?(tex-math|annotation)\b[^<>]*>[^<>]*</(?:jats:)?\1>", re.IGNORECASE)
RAISED = re.compile(r"<(?:jats:)?sup>([^<>]{1,40})</(?:jats:)?sup>", re.IGNORECASE)
APART = frozenset("p br math title sec div inline-formula disp-formula".split())  # parted words
MOST_ESCAPES = 3  # &amp;amp;amp; is met


def find_markup(text: str) -> str:
    """Return the first tag or escape of HTML in a text, or nothing."""
    escapes = (each for each in ENTITY.finditer(text) if html.unescape(each[0]) != each[0])
    found = TAG.search(text) or next(escapes, None)
    return found[0] if found else ""


def without_markup(text: str) -> str:
    """Return text without tags and escapes, however often it was escaped; raised signs are letters for them."""
    for _ in range(MOST_ESCAPES):
        if not find_markup(text):
            break
        text = RAISED.sub(lambda raised: superscript(raised[1]) or raised[1], TWICE_SAID.sub("", text))
        text = TAG.sub(lambda tag: " " if (tag[1] or tag[2]).lower() in APART else "", text)
        text = ENTITY.sub(lambda each: html.unescape(each[0]), text)
    return text
