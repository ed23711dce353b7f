"""Pooling questions as an author writes them in data/syntheses.yml: read as plain text, with the line of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpers.files.plain_yaml import compose, pairs
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import read_text
from helpers.stats.measures import COUNTED, INTERVALS, MEASURES, METHODS, TAU2_ESTIMATORS

FILE = "data/syntheses.yml"
KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
MODELS = {  # what an author may write, first the default
    "method": tuple(METHODS),
    "tau2": tuple(TAU2_ESTIMATORS),
    "interval": tuple(INTERVALS),
}
METHODS_OF = {name: MEASURES[name].methods for name in COUNTED}  # by measure
OF_SYNTHESIS = ("label", "measure", "outcome", *MODELS, "members", "reason")
NEEDED = ("label", "measure", "outcome", "members", "reason")
OF_MEMBER = ("study", "group", "comparator", "outcome", "definition", "source", "estimate", "subgroup", "absent")
REMEDY = "CONTRIBUTING.md shows a synthesis whole."


@dataclass(frozen=True)
class Member:
    """One comparison, or one group, of a synthesis.

    Parameters: study, group (arms taken as one are joined by +), comparator ("" for proportions), outcome, definition
    and source as in the tables, the last two "" unless they must be named; estimate, the measure of a reported
    effect when that is pooled and not counts; subgroup, in words; absent, why no source gives counts; line.
    """

    study: str
    group: str
    comparator: str
    outcome: str
    definition: str
    source: str
    estimate: str
    subgroup: str
    absent: str
    line: int

    @property
    def arms(self) -> tuple[str, ...]:
        """Return the groups whose patients count, the comparator among them."""
        return (*self.group.split("+"), *filter(None, [self.comparator]))

    def __str__(self) -> str:
        """Return study and groups as messages name them."""
        return f"{self.study}, {self.group}" + (f" v {self.comparator}" if self.comparator else "")


@dataclass(frozen=True)
class Synthesis:
    """A named pooling question.

    Parameters: name, its key; label, in words; measure, RR, OR, RD or PLO; outcome; method, tau2, interval, the
    model; members; reason, why these belong together; line, where it begins.
    """

    name: str
    label: str
    measure: str
    outcome: str
    method: str
    tau2: str
    interval: str
    members: tuple[Member, ...]
    reason: str
    line: int


def load_syntheses(root: Path) -> tuple[dict[str, Synthesis], list[Problem]]:
    """Read the pooling questions of a book and check their form.

    Parameters: root, the book's folder; a book without the file has no syntheses. Returns: syntheses of sound form by
    name, and every fault. Only mappings, lists and text are read: no tags, anchors or aliases.
    """
    path = root / FILE
    if not path.exists():
        return {}, []
    text, problems = read_text(path, FILE)
    if problems:
        return {}, problems
    tree, problems = compose(text, FILE, REMEDY)
    if problems:
        return {}, problems
    found: dict[str, Synthesis] = {}
    for name, node in pairs(tree, "the file", FILE, REMEDY, problems):
        if not KEY.match(name):
            rule = "a synthesis is named in lower-case letters, digits and underscores"
            problems.append(_fault(node.start_mark.line + 1, rule, f"got {quote(name)}", "Rename it."))
            continue
        before = len(problems)
        synthesis = _synthesis(name, node, problems)
        if len(problems) == before:
            found[name] = synthesis
    return found, problems


def _fault(line: int, rule: str, found: str, remedy: str, subject: str = "") -> Problem:
    return Place(FILE, line=line).fault(rule, found, remedy, subject)


def _words(
    node: yaml.Node, what: str, allowed: tuple[str, ...], lists: tuple[str, ...], problems: list[Problem]
) -> dict[str, Any]:
    """Return a mapping's texts, and the nodes of those keys that hold lists."""
    words: dict[str, Any] = {}
    for name, value in pairs(node, what, FILE, REMEDY, problems):
        line = value.start_mark.line + 1
        if name not in allowed:
            found = f"got {quote(name)}"
            problems.append(_fault(line, f"{what} has the keys {', '.join(allowed)}", found, "Correct the word."))
        elif name in lists:
            words[name] = value
        elif not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            problems.append(_fault(line, f"{name} of {what} is text", "it is empty or no text", REMEDY))
        else:
            words[name] = " ".join(value.value.split())
    return words


def _synthesis(name: str, node: yaml.Node, problems: list[Problem]) -> Synthesis:
    line = node.start_mark.line  # the value begins below its name
    words = _words(node, f"synthesis {name}", OF_SYNTHESIS, ("members",), problems)
    for key in NEEDED:
        if key not in words:
            problems.append(_fault(line, f"a synthesis says its {key}", "it does not", REMEDY, name))
    measure = words.get("measure", "")
    known: Mapping[str, tuple[str, ...]] = {
        "measure": tuple(METHODS_OF),
        **MODELS,
        "method": METHODS_OF.get(measure, MODELS["method"]),
    }
    for key, options in known.items():
        if key in words and words[key] not in options:
            rule = f"{key} is one of {', '.join(options)}" + (f" for {measure}" if key == "method" else "")
            problems.append(_fault(line, rule, f"got {quote(words[key])}", "Correct the word.", name))
    members = []
    listed = words.get("members")
    if isinstance(listed, yaml.SequenceNode) and listed.value:
        for item in listed.value:
            members.append(_member(name, item, words.get("outcome", ""), measure, problems))
    elif listed is not None:
        problems.append(_fault(line, "members are a list of at least one", "they are not", REMEDY, name))
    model = {key: words.get(key, options[0]) for key, options in known.items() if key != "measure"}
    return Synthesis(
        name, words.get("label", ""), measure, words.get("outcome", ""), **model, members=tuple(members),
        reason=words.get("reason", ""), line=line,
    )  # fmt: skip


def _member(name: str, node: yaml.Node, outcome: str, measure: str, problems: list[Problem]) -> Member:
    line = node.start_mark.line + 1
    words = {key: "" for key in OF_MEMBER} | {"outcome": outcome}
    words |= _words(node, f"a member of {name}", OF_MEMBER, (), problems)
    one = measure in MEASURES and MEASURES[measure].arms == 1
    needed = ("study", "group") if one else ("study", "group", "comparator")
    for key in needed:
        if not words[key]:
            problems.append(
                _fault(line, f"a member for {measure or 'a measure'} has a {key}", "it has none", REMEDY, name)
            )
    if one and words["comparator"]:
        problems.append(
            _fault(line, "a proportion has no comparator", f"got {quote(words['comparator'])}", REMEDY, name)
        )
    if words["estimate"] and words["estimate"] != measure:
        found = f"got {words['estimate']} in a synthesis of {measure}"
        problems.append(_fault(line, "reported effects of one measure are pooled", found, "Leave it out.", name))
    return Member(**words, line=line)
