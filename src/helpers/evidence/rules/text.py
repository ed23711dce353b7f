"""What no cell of text may hold: what a spreadsheet would run, and what one has made of a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, Tables

FORMULA = re.compile(r"[=+@\uff0b\uff1d\uff20\t\r]|-(?!\s*[0-9.])")  # how a cell begins that a spreadsheet computes
PLAIN = re.compile(r"(?:[A-Za-z(][\w ,;:()%.]*[\w).%]|[0-9]+|[0-9]*\.[0-9]+|https://\S+)\Z", re.ASCII)  # most cells
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mrz|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|sept|déc|ene|abr"
    "|ago|dic|gen|mag|giu|lug|set|ott|mrt|mei"
)
MADE = {  # what spreadsheets write instead of what was entered
    "a date": re.compile(
        rf"[0-9]{{1,2}}(?:[-/]|\. ?)(?:{MONTHS})\.?(?:[-/. ][0-9]{{2,4}})?|(?:{MONTHS})\.?-[0-9]{{2,4}}", re.IGNORECASE
    ),
    "a power of ten": re.compile(r"-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,3}", re.IGNORECASE),
    "a message": re.compile(r"#(?:REF|NAME|VALUE|DIV/0|N/A|NUM|NULL|SPILL|CALC|WERT|BEZUG|ZAHL|NV)[!?]?|#{3,}"),
}


def find_text_problems(tables: Tables) -> Iterator[Problem]:
    """Yield cells of text with spaces around them, formulas, and what a spreadsheet has made of what was entered."""
    for table in tables.values():
        passed: set[str] = set()  # most cells of a column stand in other rows, too
        for row in table:
            for column, cell in row.items():
                if isinstance(cell, str) and cell and cell not in passed:
                    found = [] if PLAIN.match(cell) else [*_faults(row, column, cell)]
                    yield from found
                    if not found:
                        passed.add(cell)


def _faults(row: Row, column: str, cell: str) -> Iterator[Problem]:
    def fault(rule: str, remedy: str) -> Problem:
        return row.fault(rule, f"got {quote(cell)}", remedy)

    if cell != cell.strip():
        yield fault(f"{column} has no spaces around it", "Remove them, or run `review format`.")
    if FORMULA.match(cell):
        rule = f"{column} begins with no sign that a spreadsheet takes for a formula (= + - @)"
        yield fault(rule, "Begin it with a word: whoever opens a download would run it.")
    for kind, pattern in MADE.items():
        if pattern.fullmatch(cell):
            rule = f"{column} holds what was entered, not {kind} that a spreadsheet made of it"
            yield fault(rule, "Enter it again as the source prints it, in a column of text or in an editor.")
