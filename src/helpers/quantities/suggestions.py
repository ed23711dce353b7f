"""Which expression an author may have meant by a number that was typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.quantities.kinds import TEXT_OF_KIND
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

NUMBER = re.compile(r"\d+(?:\.\d+)?")
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

    def expressions_for(self, typed: str, around: str) -> list[str]:
        """Return the calls whose number is the typed one, or rounds to it, those of a study named nearby first.

        Parameters
        ----------
        typed : str
            The number as it stands.
        around : str
            The words beside it.

        Returns
        -------
        list of str
            At most two expressions.
        """
        digits = NUMBER.search(typed.replace(",", ""))
        if self.evidence is None or digits is None or len(typed.strip()) < 2:
            return []
        calls = self._calls.get(digits[0], [])
        if typed.strip().endswith("%"):
            calls = [each for each in calls if each.function not in PATIENTS]
        named = set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", around.lower()))
        labels = {key: row["label"].lower() for key, row in self.evidence.studies.items()}

        def distance(call: Call) -> tuple[bool, int]:
            return (
                not any(word in call.study or word in labels[call.study].split() for word in named),
                len(call.expression),
            )

        return [call.expression for call in sorted(dict.fromkeys(calls), key=distance)[:MOST]]

    @cached_property
    def _calls(self) -> dict[str, list[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call, quantity in self._quantities():
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


def _numerals(function: str, quantity: Quantity) -> Iterator[str]:
    """Yield the numbers that a text shows, in digits without commas."""
    if function in PATIENTS:
        yield from (str(number) for number in dict.fromkeys((quantity.value, quantity.total)) if number is not None)
    elif quantity.printed:
        yield from (number[0] for text in quantity.printed.values() if (number := NUMBER.search(text)))
    elif quantity.value is not None:
        yield TEXT_OF_KIND[quantity.kind].digits(quantity.value)
