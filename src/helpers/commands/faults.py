"""Faults for other programs: as JSON, and as the notes that GitHub puts beside the lines of a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from helpers.files.problems import Problem, visible

ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}  # what GitHub reads in the text of a note
ESCAPED_IN_PLACE = {**ESCAPED, ":": "%3A", ",": "%2C"}  # and in what stands before it


def as_json(problems: Iterable[Problem]) -> str:
    """Return faults as a list in JSON: `file`, `line` and `column` (from 1, 0 for the whole file or line), and words.

    A row of a table is a line of its file, as no cell holds a line break.
    """
    found = [{**_place(problem), "message": str(problem), **_words(problem)} for problem in problems]
    return json.dumps(found, indent=1)


def as_github(problems: Iterable[Problem]) -> str:
    """Return faults as GitHub's workflow commands, a line each."""
    return "\n".join(map(_command, problems))


def _command(problem: Problem) -> str:
    place = {name: part for name, part in _place(problem).items() if part}
    where = ",".join(
        f"{'col' if name == 'column' else name}={_escaped(str(part), ESCAPED_IN_PLACE)}" for name, part in place.items()
    )
    return f"::error {where},title={_escaped(problem.rule, ESCAPED_IN_PLACE)}::{_escaped(str(problem), ESCAPED)}"


def _escaped(text: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in visible(text))


def _place(problem: Problem) -> dict[str, str | int]:
    place = problem.place
    return {"file": place.file, "line": place.line or place.row, "column": place.column}


def _words(problem: Problem) -> dict[str, str]:
    words = asdict(problem)
    return {name: words[name] for name in ("rule", "found", "remedy", "subject")}
