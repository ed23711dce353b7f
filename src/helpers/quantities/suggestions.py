"""Which expression an author may have meant by a number that was typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.quantities import expressions
from helpers.quantities.kinds import TEXT_OF_KIND
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.shorthand import NO_NAMES, shortened
from helpers.quantities.syntax import functions_in
from helpers.quantities.vocabulary import Review

NUMBER = re.compile(r"\d+(?:\.\d+)?")
COUNT = re.compile(r"(\d+)\s?(?:/|of|out of)\s?(\d+)")
MOST = 2  # suggestions
PATIENTS = ("n", "count")  # functions whose numbers are no percentages


class Call(NamedTuple):
    """A call of the vocabulary that gives a number of a study."""

    function: str
    study: str
    expression: str


class Suggestions:
    """The book's numbers by their digits, made when somebody first asks."""

    def __init__(self, evidence: Evidence | None) -> None:
        """Keep the evidence; without one nothing is suggested."""
        self.evidence = evidence

    def expressions_for(
        self, typed: str, around: str, cited: Collection[str] = (), names: Mapping[str, str] = NO_NAMES
    ) -> list[str]:
        """Return the shortest expressions whose number is the typed one, or rounds to it, those that fit best first.

        Parameters
        ----------
        typed : str
            The number as it stands; "13 of 26" and "13/26" are one count.
        around : str
            The words beside it.
        cited : collection of str
            Keys of the studies that its paragraph cites or asks for: theirs come first, then those that the words name,
            and no others where there are any.
        names : mapping of str to str
            Names of the chapter and the book, which come before calls.

        Returns
        -------
        list of str
            At most two expressions, as an author would write them.
        """
        count = COUNT.search(typed.replace(",", ""))
        digits = NUMBER.search(typed.replace(",", ""))
        if self.evidence is None or digits is None or len(typed.strip()) < 2:
            return []
        number = f"{count[1]}/{count[2]}" if count else digits[0]
        named = [name for name in names if number in self._numerals_of(names[name], names)]
        calls = self._calls.get(number, [])
        if typed.strip().endswith("%"):
            calls = [each for each in calls if each.function not in PATIENTS]
        spoken = set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", around.lower()))
        labels = {key: row["label"].lower() for key, row in self.evidence.studies.items()}

        written = {call: shortened(call.expression, self.evidence) for call in calls}

        def distance(call: Call) -> tuple[bool, bool, int]:
            return (
                call.study not in cited,
                not any(word in call.study or word in labels[call.study].split() for word in spoken),
                len(written[call]),
            )

        if labels.keys() & set(
            cited
        ):  # a number of another study that happens to be the same would make a well-formed, untrue sentence
            calls = [call for call in calls if distance(call)[:2] != (True, True)]

        found = dict.fromkeys(written[call] for call in sorted(dict.fromkeys(calls), key=distance))
        return [*named, *found][:MOST]

    def _numerals_of(self, expression: str, names: Mapping[str, str]) -> set[str]:
        """Return the numbers that an expression shows; none where it cannot be computed or is a key."""
        assert self.evidence is not None
        try:
            found = expressions.quantity(expression, self.evidence, names)
        except QuantityError:
            return set()
        function = functions_in(found.expression)
        return {*_numerals(function[0] if function else "", found), *_count(found)}

    @cached_property
    def _calls(self) -> dict[str, list[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call, quantity in self._quantities():
            if call.function == "count":
                for number in _count(quantity):
                    found[number].append(call)
            for number in _numerals(call.function, quantity):
                found[number].append(call)
                if "." in number:
                    found[f"{float(number):.0f}"].append(call)
        return found

    def _quantities(self) -> Iterator[tuple[Call, Quantity]]:
        assert self.evidence is not None
        tables, review = self.evidence.tables, Review(self.evidence)
        asked: list[tuple[Callable[..., Quantity], tuple[str, ...]]]
        asked = [(review.n, (row["study"], row["group"])) for row in tables["groups"]]
        for row in tables["counts"]:
            asked += [(word, (row["study"], row["group"], row["outcome"])) for word in (review.pct, review.count)]
        for row in tables["values"]:
            asked.append((review.value, (row["study"], row["group"], row["outcome"], row["statistic"])))
        for row in tables["estimates"]:
            asked.append((review.reported, (row["study"], row["group"], row["comparator"], row["outcome"])))
        for word, arguments in asked:
            try:
                quantity = word(*arguments)
            except QuantityError:  # ambiguous without options
                continue
            yield Call(word.__name__, arguments[0], quantity.expression), quantity


def _count(quantity: Quantity) -> Iterator[str]:
    """Yield events and total of a count, as `8/10`."""
    if quantity.events is not None and quantity.total is not None:
        yield f"{quantity.events}/{quantity.total}"


def _numerals(function: str, quantity: Quantity) -> Iterator[str]:
    """Yield the numbers that a text shows, in digits without commas."""
    if function in PATIENTS:
        yield from (str(number) for number in dict.fromkeys((quantity.value, quantity.total)) if number is not None)
    elif quantity.printed:
        yield from (number[0] for text in quantity.printed.values() if (number := NUMBER.search(text)))
    elif quantity.value is not None:
        yield TEXT_OF_KIND[quantity.kind].digits(quantity.value)
