"""How a page, a figure or a number of the book is cited: the forms of its page, and what stands in them for each part.

A script puts the part, the address and its id into a form, where these letters stand; it writes no citation itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.cards import card, card_title, split_title
from helpers.book.evidence import evidence_of
from helpers.book.head import title_in_words
from helpers.book.publication import Publication, publication_of
from helpers.evidence.citing import cited_as
from helpers.evidence.evidence import Evidence
from helpers.files.bibtex import Entry
from helpers.files.bibtex_form import to_latex
from helpers.files.tables import RowRef

PART, ADDRESS, ID = "\ue000", "\ue001", "\ue002"  # they are letters of no text
STOP = re.compile(r"[.?!][\"'”’)\]]*\Z")


def citing_of(app: Sphinx, page: str, title: str, doctree: nodes.document | None) -> dict[str, Any]:
    """Return the `forms` in which a page is cited, and its `parts`: what is said of each figure and table, by its id.

    Each form has a name, its text, and its text for a reader who is on no site, without an address. Parameters: page,
    its name; title, HTML; doctree, of a page that has one.
    """
    words = "" if page == app.config.root_doc else title_in_words(title)
    entries = [_entry(publication_of(app), evidence_of(app), words, url) for url in (ADDRESS, "")]
    with_address, without = ((found.text, found.bibtex, found.ris) for found in map(cited_as, entries))
    forms = list(zip(("text", "BibTeX", "RIS"), with_address, without, strict=True))
    parts = {} if doctree is None else dict(_parts(app, page, doctree))
    return {"forms": forms, "parts": parts, "letters": [PART, ADDRESS, ID]}


def _entry(work: Publication, evidence: Evidence, title: str, url: str) -> Entry:
    """Return a page of the book as an entry of BibTeX: a part of the book, or the book where the page has no title."""
    authors = [f"{{{_latex(each.name)}}}" if not each.family else _latex(each.inverted) for each in work.authors]
    searched = max((search["date"] for search in evidence.package.get("searches", ())), default="")
    dated = work.date or (f"last search {searched}" if searched else "")
    version = ", ".join(filter(None, [f"Version {work.version}" if work.version else "", dated]))
    fields = {
        "author": " and ".join(authors),
        "title": _latex(title or work.title),
        "booktitle": _latex(work.title) if title else "",
        "year": work.year,
        "doi": work.doi,
        "note": PART + _latex(version),
        "url": url,
    }
    kept = {name: value for name, value in fields.items() if value}
    return Entry(f"review{work.year}{ID}", "incollection" if title else "misc", kept, 0)


def _latex(text: str) -> str:
    return to_latex(text.replace("\\", " "))


def part_of(words: str) -> list[str]:
    """Return what is cited of a page, as plain text and, where that is another, as BibTeX has it."""
    plain = f"{words}{'' if STOP.search(words) else '.'} "
    written = _latex(plain)
    return [plain] if written == plain else [plain, written]


def part_of_number(quantity: dict[str, Any]) -> list[str]:
    """Return a number as it is cited: its text, its expression and its rows. Parameters: as `Quantity.as_dict`."""
    return part_of("; ".join(filter(None, [quantity["text"], quantity["expression"], rows_in_words(quantity["rows"])])))


def rows_in_words(rows: Iterable[Any]) -> str:
    """Return where rows stand: `data/counts.csv rows 7 and 8, data/groups.csv row 3`."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, number in sorted(RowRef(*row) for row in rows):
        by_table[table].append(number)
    return ", ".join(
        str(RowRef(table, numbers[0]))
        if len(numbers) == 1
        else f"data/{table}.csv rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
        for table, numbers in by_table.items()
    )


def _parts(app: Sphinx, page: str, doctree: nodes.document) -> Iterator[tuple[str, list[str]]]:
    """Yield id and words of each figure and table that stands in a frame."""
    for node in doctree.findall(lambda each: isinstance(each, nodes.figure | card)):
        named = node if isinstance(node, nodes.figure) else next(iter(node.findall(nodes.table)))
        caption = next(iter(node.findall(lambda each: isinstance(each, nodes.caption | card_title))), None)
        if caption is None or not named["ids"]:
            continue
        kind = "figure" if isinstance(node, nodes.figure) else "table"
        numbers = app.env.toc_fignumbers.get(page, {}).get(kind, {}).get(named["ids"][0])
        number = app.config.numfig_format[kind] % ".".join(map(str, numbers)) if numbers else ""
        title, _ = split_title(caption.children)
        said = " ".join("".join(each.astext() for each in title).split())
        yield named["ids"][0], part_of(": ".join(filter(None, [number, said])))
