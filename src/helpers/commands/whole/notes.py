"""End notes of a page in print: what a reader of the site opens behind each number, and every row that it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from helpers.commands.whole.figure_rows import FigureRows
from helpers.commands.whole.markup import name_of

READ = {
    "primary": "read in the publication",
    "secondary": "quoted elsewhere",
    "review": "only in the source review",
}
BEFORE, AFTER = "reviewNumbers = ", ";\n"


def numbers_of(site: Path, page: str) -> dict[str, Any]:
    """Return what opens behind the numbers of a page, as the site keeps it. Parameters: site; page, its address."""
    path = site / "numbers" / f"{page.removesuffix('.html')}.js"
    if not path.is_file():
        return {"quantities": [], "rows": []}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").removeprefix(BEFORE).removesuffix(AFTER))
    return {"quantities": found.get("quantities", []), "rows": found.get("rows", [])}  # there is more for the site


def notes_of(numbers: Mapping[str, Any], page: str, figures: Sequence[FigureRows] = ()) -> str:
    """Return the end notes of a page as HTML: of its numbers, then of its figures; "" for one without either.

    Parameters: numbers, from `numbers_of`; page, its address in the site; figures, of the page.
    """
    quantities, rows = numbers["quantities"], list(numbers["rows"])
    if not quantities and not figures:
        return ""
    notes = "".join(_note(number, each, page) for number, each in enumerate(quantities))
    known = {row["row"]: place for place, row in reversed(list(enumerate(rows)))}
    for figure in figures:
        for row in figure.rows:
            if row["row"] not in known:
                known[row["row"]] = len(rows)
                rows.append(row)
        notes += _note_on_figure(figure, [known[row["row"]] for row in figure.rows], page)
    listed = "".join(f"<p>r{number}. {_row(row)}</p>\n" for number, row in enumerate(rows, 1))
    read = f'<h3>Rows behind them</h3>\n<div class="notes">{listed}</div>\n' if rows else ""
    return f'<section class="end-notes"><h2>Notes</h2>\n<div class="notes">{notes}</div>\n{read}</section>\n'


def _note(number: int, quantity: Mapping[str, Any], page: str) -> str:
    facts = [f"{name}: {text}." for name, text in quantity["facts"] if name != "How" or not quantity["words"]]
    said = [said["text"] for said in quantity["audit"]]
    rows = f"Rows {_ranges(quantity['rows'])}." if quantity["rows"] else ""
    told = [_stopped(text) for text in (quantity["words"], *facts, *quantity["notes"], *said) if text]
    text = " ".join(escape(part) for part in (*told, rows) if part)
    key = name_of(page, f"note-{number}")
    return (
        f'<p id="{key}">[{number + 1}] <strong>{escape(_stopped(quantity["text"], as_is=True))}</strong> {text} '
        f"<code>{escape(quantity['expression'])}</code></p>\n"
    )


def _note_on_figure(figure: FigureRows, places: Sequence[int], page: str) -> str:
    rests = f"Rows {_ranges(places)}." if places else ""
    to = name_of(page, figure.name)
    return f'<p>Figure: <a href="#{to}"><strong>{escape(_stopped(figure.title))}</strong></a> {rests}</p>\n'


def _row(row: Mapping[str, str]) -> str:
    printed = f": {row['figure']}" if row.get("figure") else ""
    parts = [
        f"{row['label']}{printed}",
        row.get("definition", ""),
        row.get("note", ""),
        ", ".join(filter(None, [READ.get(row.get("source", ""), ""), row.get("locator", "")])),
        row.get("fault", ""),
    ]
    text = " ".join(escape(_stopped(part)) for part in parts if part)
    address = row.get("url", "")
    link = f' <a href="{escape(address)}">{escape(address)}</a>.' if address.startswith("https://") else ""
    return f"{text}{link} {escape(row['row'])}"


def _stopped(text: str, *, as_is: bool = False) -> str:
    text = text if as_is else text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _ranges(places: Sequence[int]) -> str:
    """Return numbers of rows, from 1, with those in a row as a range."""
    found: list[list[int]] = []
    for number in sorted({place + 1 for place in places}):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"r{first}" if first == last else f"r{first}-r{last}" for first, last in found)
