"""Names that stand for what a chapter says several times: in its block `{names}`, or for the whole book in its data.

A block stands at the head of a chapter, above the first role, with a name and its expression on each line:

    main: pooled(trials_to_date)
    sides: versus(alpha2020, death)

Names of the whole book stand in data/datapackage.json under `namedQuantities`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from helpers.chapters.markdown import Chapter, Role
from helpers.chapters.roles import ROLES
from helpers.evidence.dictionary import PACKAGE, columns_of, fields_of, tables_of
from helpers.evidence.evidence import Evidence
from helpers.evidence.rules.short_names import keys_of
from helpers.files.problems import Place, Problem, quote
from helpers.quantities.expressions import evaluate
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.shorthand import key_in, names_used
from helpers.quantities.syntax import parse
from helpers.quantities.vocabulary import VOCABULARY

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
FORM = "name: expression, for example main: pooled(trials_to_date)"
WORDED = (("values", "statistic"), ("definitions", "modality"), ("estimates", "measure"))  # columns of arguments


class Named(NamedTuple):
    """A name of a chapter: what it stands for, and its line."""

    name: str
    expression: str
    line: int


def names_in_block(text: str, line: int) -> list[Named]:
    """Return the names of a block; a line of another form has its words as name and no expression.

    Parameters: text, what stands in the block; line, of its fence.
    """
    found = []
    for number, words in enumerate(text.split("\n"), line + 1):
        if words.strip():
            name, _, expression = (part.strip() for part in words.partition(":"))
            found.append(Named(name, " ".join(expression.split()), number))
    return found


def names_of_chapter(chapter: Chapter) -> list[Named]:
    """Return the names of a chapter, in their order."""
    return [named for text, line in chapter.names for named in names_in_block(text, line)]


def names_of_book(evidence: Evidence) -> Mapping[str, str]:
    """Return the names of the whole book, with what they stand for."""
    names: Mapping[str, str] = evidence.package.get("namedQuantities", {})
    return names


def names_for(named: Iterable[Named], evidence: Evidence) -> dict[str, str]:
    """Return what a chapter may write: the names of the whole book, and its own."""
    return {**names_of_book(evidence), **{each.name: each.expression for each in named if each.expression}}


def uses_in(roles: Iterable[Role], names: Mapping[str, str]) -> Counter[str]:
    """Return how often names are used: in roles, and in what other names stand for."""
    uses: Counter[str] = Counter()
    for expression in names.values():
        uses.update(names_used(expression, names))
    for role in roles:
        if role.name in ROLES:
            try:
                expression = ROLES[role.name].read(role.content).expression
            except QuantityError:
                continue
            uses.update(names_used(expression, names))
    return uses


class Names:
    """The rules of names in one book."""

    def __init__(self, evidence: Evidence) -> None:
        """Take the evidence of the book."""
        self.evidence = evidence
        self.taken = _taken(evidence)

    def find_problems(self, chapter: Chapter, uses: Counter[str]) -> Iterator[Problem]:
        """Yield what is wrong with the names of a chapter. Parameters: uses, of each name in it."""
        named = names_of_chapter(chapter)
        for _, line in chapter.names[1:]:
            found = f"another stands on line {chapter.names[0][1]}"
            yield Place(chapter.file, line=line).fault("a chapter has one block {names}", found, "Put them into one.")
        roles = [role for role in (*chapter.roles, *chapter.caption_roles) if role.name in ROLES]
        first = min((role.line for role in roles), default=0)
        if chapter.names and first and first < chapter.names[0][1]:
            yield Place(chapter.file, line=chapter.names[0][1]).fault(
                "{names} stands at the head of a chapter", f"line {first} has a role already", "Move it above."
            )
        names = names_for(named, self.evidence)
        before = dict(names_of_book(self.evidence))
        for each in named:
            place = Place(chapter.file, line=each.line)
            if found := self._fault(each.name, each.expression, names, before):
                yield place.fault("a name stands for a number or a key, and for one alone", found, f"Write {FORM}.")
            elif uses[each.name] < 2:
                found = f"{each.name} is used {'once' if uses[each.name] else 'nowhere'}"
                yield place.fault("a name of a chapter is used twice or more", found, "Write out what it stands for.")
            before.setdefault(each.name, f"line {each.line}")

    def find_book_problems(self, uses: Counter[str]) -> Iterator[Problem]:
        """Yield what is wrong with the names of the whole book. Parameters: uses, of each in all chapters."""
        names, place = names_of_book(self.evidence), Place(PACKAGE)
        for name, expression in names.items():
            if found := self._fault(name, expression, names, {}):
                yield place.fault("a name stands for a number or a key, and for one alone", found, f"Write {FORM}.")
            elif not uses[name]:
                yield place.fault("a name of the book is used", f"{name} is used nowhere", "Remove it, or use it.")

    def _fault(self, name: str, expression: str, names: Mapping[str, str], before: Mapping[str, str]) -> str:
        """Return what is wrong with a name, or ""."""
        if not NAME.match(name) or not expression:
            return f"got {quote(name)}" + ("" if expression else ", without an expression")
        if name in before:
            return f"{name} is a name already ({before[name]})"
        if name in self.taken:
            return f"{name} is {self.taken[name]}"
        key = key_in(parse(expression)) if self._parses(expression) else None
        if key is not None and expression not in names:
            unknown = [part for part in key.split("+") if "key" not in self.taken.get(part, "")]
            return f"{unknown[0]} is no key, no short name and no call" if unknown else ""
        try:
            found, _ = evaluate(expression, self.evidence, names)
        except QuantityError as error:
            return f"{name}: {error}"
        return "" if isinstance(found, Quantity) else f"{name} stands for no number: {found}"

    def _parses(self, expression: str) -> bool:
        try:
            parse(expression)
        except QuantityError:
            return False
        return True


def _taken(evidence: Evidence) -> dict[str, str]:
    """Return the words that mean something in an expression already, each with what it is."""
    taken = {key: f"a key of {table}.csv" for key, table in keys_of(evidence.package, evidence.tables).items()}
    taken |= {alias: f"the short name of the key {key}" for alias, key in evidence.outcome_keys.items()}
    taken |= {row["group"]: "a key of groups.csv" for row in evidence.tables["groups"]}
    words: dict[str, str] = {}
    for table in tables_of(evidence.package):
        words |= dict.fromkeys((table, *columns_of(evidence.package, table)), "a word of the data")
        for field in fields_of(evidence.package, table):
            words |= dict.fromkeys(field.get("constraints", {}).get("enum", ()), f"a word of {table}.csv")
    for table, column in WORDED:
        words |= {str(row[column]): f"a word of {table}.csv" for row in evidence.tables[table]}
    return {**words, **taken, **dict.fromkeys(VOCABULARY, "a function")}
