"""Faults for other programs: for an editor, as JSON and SARIF, and as GitHub's notes on lines of a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from helpers import __version__
from helpers.files.problems import Problem, visible

ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}  # what GitHub reads in the text of a note
ESCAPED_IN_PLACE = {**ESCAPED, ":": "%3A", ",": "%2C"}  # and in what stands before it


SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LONGEST_ID = 60  # letters of a rule


def as_lines(problems: Iterable[Problem]) -> str:
    """Return faults as `path:line:column: message`, a line each, where an editor looks for them."""
    found = []
    for problem in problems:
        place, told = _place(problem), str(problem).removeprefix(str(problem.place)).lstrip(": ")
        found.append(f"{visible(problem.file)}:{place['line'] or 1}:{place['column'] or 1}: {told}")
    return "\n".join(found)


def as_json(problems: Iterable[Problem]) -> str:
    """Return faults as a list in JSON: `file`, `line` and `column` (from 1, 0 for the whole file or line), and words.

    A row of a table is a line of its file, as no cell holds a line break.
    """
    found = [{**_place(problem), "message": str(problem), **_words(problem)} for problem in problems]
    return json.dumps(found, indent=1)


def as_github(problems: Iterable[Problem]) -> str:
    """Return faults as GitHub's workflow commands, a line each."""
    return "\n".join(map(_command, problems))


def as_sarif(problems: Iterable[Problem]) -> str:
    """Return faults as a log of SARIF 2.1.0: each with its rule, which is the same as long as its words are."""
    problems = list(problems)
    rules = {problem.rule: rule_id(problem.rule) for problem in problems}
    order = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "review",
        "version": __version__,
        "rules": [{"id": id_, "shortDescription": {"text": visible(rule) or "-"}} for rule, id_ in rules.items()],
    }
    results = [
        {
            "ruleId": rules[problem.rule],
            "ruleIndex": order[problem.rule],
            "level": "error",
            "message": {"text": str(problem)},
            "locations": [{"physicalLocation": _location(problem)}],
        }
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=1)


def rule_id(rule: str) -> str:
    """Return a name for a rule: its words, and a digest that tells it from rules of the same words."""
    words = re.sub(r"[^a-z0-9]+", "-", rule.lower()).strip("-")[:LONGEST_ID].rstrip("-")
    return f"{words}-{sha256(rule.encode('utf-8', 'backslashreplace')).hexdigest()[:6]}".lstrip("-")


def _location(problem: Problem) -> dict[str, Any]:
    """Return where a fault is; one of a whole file stands on its first line, as GitHub asks for one."""
    place = _place(problem)
    region = {"startLine": place["line"] or 1, **({"startColumn": place["column"]} if place["column"] else {})}
    return {"artifactLocation": {"uri": quote(visible(problem.file)), "uriBaseId": "%SRCROOT%"}, "region": region}


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
