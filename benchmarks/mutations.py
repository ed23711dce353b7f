"""Inputs as nobody should write them: a sound file, changed where its structure is, the same for the same seed.

A table loses cells, gains rows, changes its delimiter; a file of lines is cut, indented and joined; JSON gets other
types and depths; calls get other arguments; every kind gets the letters and numbers that readers stumble on. Not run
by itself: `fuzz.py` uses it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from random import Random

from hostile_text import LETTERS, NUMBERS, SAID, piece
from mutated_json import change_tree, deepen

BIG = (200, 5_000, 70_000)  # letters of a field
Mutation = Callable[[str, Random], str]


def mutate(text: str, kind: str, chance: Random) -> bytes:
    """Return a changed input. Parameters: text, sound; kind, of KINDS; chance, which decides everything."""
    changes = KINDS[kind]
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        text = chance.choice(changes if chance.random() < 0.75 else TEXT)(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    way = chance.random()
    if way < 0.03:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.randbytes(chance.choice((1, 2, 4))) + data[at:]
    elif way < 0.05:
        data = text.encode(chance.choice(("utf-16", "utf-16-le", "cp1252", "utf-32", "utf-8-sig")), "replace")
    elif way < 0.06:
        data = data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n")))
    return data


def _insert(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + piece(chance) + text[at:]


def _replace(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + piece(chance) + text[at + chance.choice((1, 2, 5, 20)) :]


def _cut(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice((1, 3, 20, 200, len(text))) :]


def _repeat(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    part = text[at : at + chance.choice((1, 5, 40))]
    return text[:at] + part * chance.choice((2, 5, 50)) + text[at:]


def _move(text: str, chance: Random) -> str:
    one, other = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return text[:one] + text[other : other + 40] + text[one:]


def _swell(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    letter = chance.choice(("a", "9", "\u0301", "(", "[", "{", " ", "-", "'", '"', "`", "*", ">", "&", "\\", "$"))
    return text[:at] + letter * chance.choice(BIG[: 2 + (chance.random() < 0.05)]) + text[at:]


TEXT: tuple[Mutation, ...] = (_insert, _insert, _insert, _replace, _replace, _cut, _repeat, _move)
TEXT += (lambda text, chance: _swell(text, chance) if chance.random() < 0.1 else _insert(text, chance),)


def _in_lines(change: Callable[[list[str], int, Random], None]) -> Mutation:
    def mutation(text: str, chance: Random) -> str:
        lines = text.split("\n")
        change(lines, chance.randrange(len(lines)), chance)
        return "\n".join(lines)

    return mutation


def _swap_lines(lines: list[str], at: int, chance: Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _double_line(lines: list[str], at: int, chance: Random) -> None:
    lines[at:at] = [lines[at]] * chance.choice((1, 2, 30))


def _drop_line(lines: list[str], at: int, chance: Random) -> None:
    del lines[at : at + chance.choice((1, 2, 5))]


def _indent(lines: list[str], at: int, chance: Random) -> None:
    lines[at] = chance.choice((" ", "  ", "    ", "\t", "      ")) + lines[at]


def _dedent(lines: list[str], at: int, chance: Random) -> None:
    lines[at] = lines[at].lstrip()


def _break(lines: list[str], at: int, chance: Random) -> None:
    cut = chance.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]


def _join(lines: list[str], at: int, chance: Random) -> None:
    lines[at : at + 2] = ["".join(lines[at : at + 2])]


def _conflict(lines: list[str], at: int, chance: Random) -> None:
    theirs = [line[::-1] for line in lines[at : at + 2]]
    lines[at : at + 2] = ["<<<<<<< HEAD", *lines[at : at + 2], "=======", *theirs, ">>>>>>> branch"]


LINES = tuple(map(_in_lines, (_swap_lines, _double_line, _drop_line, _indent, _dedent, _break, _join, _conflict)))


def _in_cells(change: Callable[[list[list[str]], int, int, Random], None]) -> Mutation:
    def mutation(text: str, chance: Random) -> str:
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        except csv.Error:  # an earlier change has left no table
            return _insert(text, chance)
        if not rows:
            return _insert(text, chance)
        at = chance.randrange(len(rows) > 1 and chance.random() < 0.75, len(rows))  # most often below the header
        change(rows, at, chance.randrange(len(rows[at])), chance)
        written = io.StringIO(newline="")
        csv.writer(
            written, lineterminator="\n", delimiter="," if chance.random() < 0.9 else chance.choice(";\t|")
        ).writerows(rows)
        return written.getvalue()

    return mutation


def _fill_cell(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    rows[row][cell] = piece(chance)


def _number_cell(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    rows[row][cell] = chance.choice(NUMBERS)


def _lengthen_cell(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    rows[row][cell] += chance.choice(LETTERS) * chance.choice((1, 2, 50))


def _swap_cells(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    other = chance.randrange(len(rows[row]))
    rows[row][cell], rows[row][other] = rows[row][other], rows[row][cell]


def _swap_down(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    other = chance.choice(rows)
    if cell < len(other):
        rows[row][cell], other[cell] = other[cell], rows[row][cell]


def _double_row(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    rows[row:row] = [list(rows[row]) for _ in range(chance.choice((1, 2, 40)))]


def _drop_row(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    del rows[row]


def _drop_cell(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    del rows[row][cell]


def _add_cell(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    rows[row].insert(cell, piece(chance))


def _double_column(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    for each in rows:
        each[cell:cell] = each[cell : cell + 1] * chance.choice((1, 1, 1, 300))


def _total_row(rows: list[list[str]], row: int, cell: int, chance: Random) -> None:
    """Add the sum of the others, as people leave it below a table."""
    sums = [
        sum(int(each[n]) for each in rows[1:] if n < len(each) and each[n].isdecimal()) for n in range(len(rows[0]))
    ]
    rows.append(["Total", *map(str, sums[1:])])


IN_CELLS = (_fill_cell, _fill_cell, _number_cell, _number_cell, _number_cell, _lengthen_cell, _swap_cells, _swap_down)
IN_ROWS = (_double_row, _drop_row, _drop_cell, _add_cell, _double_column, _total_row)
CELLS = tuple(map(_in_cells, (*IN_CELLS, *IN_ROWS)))


def _swap_word(text: str, chance: Random) -> str:
    words = re.split(r"(\w+)", text)
    words[chance.randrange(1, len(words), 2) if len(words) > 1 else 0] = chance.choice(SAID)
    return "".join(words)


def _operate(text: str, chance: Random) -> str:
    by = chance.choice(("+", "-", "*", "/", "<", "<=", "==", "!=", "and", "or", "**", "//", "is", "in", "if", ":="))
    return chance.choice(
        (f"{text} {by} {text}", f"{text} {by} {chance.choice(NUMBERS)}", f"not ({text})", f"-({text})")
    )


JSON: tuple[Mutation, ...] = (change_tree,) * 12 + (deepen,)
CALLS: tuple[Mutation, ...] = (_swap_word, _swap_word, _swap_word, _operate)
KINDS: dict[str, tuple[Mutation, ...]] = {"cells": CELLS, "lines": LINES, "json": JSON, "calls": CALLS, "text": TEXT}
