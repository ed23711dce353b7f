"""Which expression an author may have meant by a number that was typed."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from helpers.evidence.evidence import Evidence
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity, call

NUMBER = re.compile(r"\d+(?:\.\d+)?")
MOST = 2  # suggestions


class Meant:
    """The book's numbers by their digits, made when somebody first asks."""

    def __init__(self, evidence: Evidence | None) -> None:
        """Keep the evidence; without one nothing is suggested."""
        self.evidence = evidence

    def by(self, typed: str, around: str) -> list[str]:
        """Return the calls whose number is the typed one, or rounds to it, those of a study named nearby first.

        Parameters: typed, as it stands; around, the words beside it.
        """
        digits = NUMBER.search(typed.replace(",", ""))
        if self.evidence is None or digits is None or len(typed.strip()) < 2:
            return []
        calls = self._calls.get(digits[0], [])
        if typed.strip().endswith("%"):
            calls = [each for each in calls if not each.startswith(("n(", "count("))]
        named = {word for word in re.findall(r"[A-Za-z][A-Za-z-]{2,}", around.lower())}
        labels = {key: row["label"].lower() for key, row in self.evidence.studies.items()}

        def distance(expression: str) -> tuple[bool, int]:
            study = expression.split('"')[1]
            return not any(word in study or word in labels[study].split() for word in named), len(expression)

        return sorted(dict.fromkeys(calls), key=distance)[:MOST]

    @cached_property
    def _calls(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for expression, quantity in self._quantities():
            for number in NUMBER.findall(quantity.text.replace(",", "")):
                found[number].append(expression)
                if "." in number:
                    found[f"{float(number):.0f}"].append(expression)
        return found

    def _quantities(self) -> list[tuple[str, Quantity]]:
        from helpers.quantities.vocabulary import VOCABULARY

        tables = self.evidence.tables
        calls = [("n", (row["study"], row["group"])) for row in tables["groups"]]
        for row in tables["counts"]:
            calls += [(name, (row["study"], row["group"], row["outcome"])) for name in ("pct", "count")]
        calls += [("value", (r["study"], r["group"], r["outcome"], r["statistic"])) for r in tables["values"]]
        calls += [("reported", (r["study"], r["group"], r["comparator"], r["outcome"])) for r in tables["estimates"]]
        found = []
        for name, arguments in calls:
            try:
                found.append((call(name, *arguments), VOCABULARY[name](self.evidence, *arguments)))
            except QuantityError:  # ambiguous without options
                continue
        return found
