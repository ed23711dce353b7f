"""What an answer may be: one cell, or several in a line; the book's own checks judge the rest later."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from helpers.commands.new_study.letters import tidy
from helpers.commands.new_study.sheet import words_of
from helpers.evidence.dictionary import pattern_in_words

NOTHING = "-"  # the answer that empties a cell for which something is proposed
MOST = 8  # names that are listed
ANOTHER = re.compile(r"\s*;\s*(?=\w+\s*=)")
Column = Mapping[str, Any]


def choice(answer: str, words: Collection[str]) -> str:
    """Return the word that an answer means: itself, or the number before it."""
    if re.fullmatch(r"[0-9]{1,3}", answer) and 0 < int(answer) <= len(words) and answer not in words:
        return list(words)[int(answer) - 1]
    return answer


def meant(answer: str, known: Mapping[str, str]) -> list[str]:
    """Return the keys that an answer may mean: itself, or those whose words hold all of its own.

    Parameters: answer; known, keys with what they are called.
    """
    if answer in known or not answer:
        return [answer] if answer else []
    sought = answer.casefold().split()
    return [key for key, words in known.items() if all(word in f"{key} {words}".casefold() for word in sought)]


def called(key: str, known: Mapping[str, str]) -> str:
    """Return a key with what it is called. Parameters: key; known, keys with what they are called."""
    return f"{key} ({known[key]})" if known.get(key) else key


def listed(keys: Collection[str], known: Mapping[str, str]) -> str:
    """Return keys with what they are called, the first of many with their numbers, on one line."""
    more = f", and {len(keys) - MOST} more" if len(keys) > MOST else ""
    return ", ".join(f"{number} {called(key, known)}" for number, key in enumerate(list(keys)[:MOST], 1)) + more


def fault_of(column: Column, answer: str, targets: Collection[str] | None = None) -> str:
    """Return what is wrong with an answer by itself, empty when nothing is.

    Parameters: column; answer; targets, what the column may point to, None when that is not fixed.
    """
    constraints, words = column.get("constraints", {}), words_of(column)
    pattern = constraints.get("pattern", "")
    try:
        tidy(answer)
    except ValueError as error:
        return f"It must be text; {error}."
    if not answer:
        return "It must be filled." if constraints.get("required") else ""
    if words and answer not in words:
        return f"It must be one of {', '.join(words)}."
    if column["type"] == "integer" and not re.fullmatch(r"[0-9]{1,9}", answer):
        return "It must be a whole number."
    if pattern and not re.match(pattern, answer, re.ASCII):
        return f"It must look like {pattern_in_words(column)}."
    if len(answer) > constraints.get("maxLength", len(answer)):
        return f"It has {len(answer)} letters; {constraints['maxLength']} are allowed."
    if targets is not None and answer not in targets:
        near = difflib.get_close_matches(answer, targets) or sorted(targets)[:5]
        return f"It is not known; nearest: {', '.join(near) or 'there is none'}."
    return ""


def cells_in(answer: str, columns: Mapping[str, Column]) -> tuple[dict[str, str], list[str]]:
    """Return the cells of a line such as `dose=0.25; dose_unit=mg/kg`, and what is wrong with it.

    Parameters: answer; columns, those that it may name.
    """
    cells: dict[str, str] = {}
    faults = []
    for part in filter(None, ANOTHER.split(answer.strip(" ;"))):
        name, sign, cell = (text.strip() for text in part.partition("="))
        if not sign or name not in columns:
            near = difflib.get_close_matches(name, columns) or list(columns)
            faults.append(f"Write column=value; {part[:40]!r} names no column: {', '.join(near)}.")
        elif fault := fault_of(columns[name], cell):
            faults.append(f"{name}: {fault}")
        else:
            cells[name] = " ".join(cell.split())
    return cells, faults


def fault_of_source(cells: Mapping[str, str]) -> str:
    """Return what is wrong with the source of a row, empty when nothing is. Parameters: cells, with the defaults."""
    if (cells.get("source") == "secondary") == bool(cells.get("reported_by")):
        return ""
    return "reported_by is filled exactly when the source is secondary: name the publication that quotes the number."


def explained(columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield a line for each column that says what it means."""
    for name, column in columns.items():
        words = words_of(column)
        yield f"  {name}: {column['description']}" + (f" One of {', '.join(words)}." if words else "")
