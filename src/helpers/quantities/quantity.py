"""One computed number: what it says, what it is made of, and how its parts become text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypedDict

from helpers.files.tables import RowRef
from helpers.quantities import formatting, words
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND, part_of_kind
from helpers.quantities.lookup import QuantityError
from helpers.quantities.pool_statistics import PoolStatistics

NO_STATISTICS = PoolStatistics()
TURNED = {"value": "value", "low": "high", "high": "low"}  # parts of a ratio, and what each is one divided by
Origin = Literal["counted", "calculated back", "printed", "recorded", "pooled", "tallied", "derived"]


@dataclass(frozen=True)
class Quantity:
    """A computed number with its text, interval, rows, formula and sources.

    Parameters: expression, the call that gives it; text, as shown; value, low, high, on the scale of the text (percent
    0-100, ratios as ratios); kind, a key of TEXT_OF_KIND; p, probability 0-1; events, total, k, whole numbers;
    interval, how the confidence interval was made, or what low and high are where they are none (IQR); formula, in
    words; rows, where the rows that it is made of stand; sources, keys of references.bib; notes, what a reader must
    know (calculated back, in conflict, at fault); printed, parts as the source wrote them, or turned over; statistics,
    what a synthesis gives beside its estimate; measure, of an effect (RR, OR, RD, MD ...) or a pool (PLO), without the
    letter for adjusted; adjusted, whether an effect is, None where there is none; unit, of the value; level, of a
    confidence interval in percent, None where there is none; origin, where the number comes from: counted from what a
    source counted, calculated back from a printed percentage, printed or recorded as it stands, pooled, tallied over
    the book's tables, or derived by arithmetic.
    """

    expression: str
    text: str
    value: float | None = field(metadata={"kind": ""})
    kind: str
    low: float | None = part_of_kind()
    high: float | None = part_of_kind()
    p: float | None = part_of_kind("p")
    events: int | None = part_of_kind("number")
    total: int | None = part_of_kind("number")
    k: int | None = part_of_kind("number")
    interval: str = ""
    formula: str = ""
    rows: tuple[RowRef, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)
    statistics: PoolStatistics = NO_STATISTICS
    measure: str = ""
    adjusted: bool | None = None
    unit: str = ""
    level: int | None = None
    origin: Origin = "derived"

    def __str__(self) -> str:
        """Return the text, so that a quantity prints as it reads."""
        return self.text

    def as_dict(self) -> dict[str, Any]:
        """Return the quantity as plain JSON types; its rows as table and number."""
        lists = {"rows": [list(row) for row in self.rows], "sources": list(self.sources), "notes": list(self.notes)}
        printed = {name: self.text_of(name) for name in self.printed if name == "p" or self.origin != "derived"}
        texts = {"method": self.method, "limits": self.limits, "p_text": "", "p_relation": ""}
        if self.p is not None:
            texts |= {"p_text": self.text_of("p"), "p_relation": self.p_relation}
        details = [list(detail) for detail in self.details]
        return {**vars(self), **lists, **texts, "printed": printed, "statistics": self.statistics.as_dict()} | {
            "details": details
        }

    @property
    def label(self) -> str:
        """Return the measure of an effect as it stands before its value: `RR`, `aRR`, `adjusted common OR`."""
        return words.effect_label(self.measure, self.adjusted)

    @property
    def method(self) -> str:
        """Return what low and high are, in words: `95% CI, Wilson`, `IQR`."""
        return words.interval(self.level, self.interval)

    @property
    def limits(self) -> str:
        """Return low and high as text on the scale of the quantity, or nothing."""
        return self.interval_of("low", "high")

    @property
    def details(self) -> list[tuple[str, str]]:
        """Return what a synthesis gives beside its estimate, named, as text."""
        found, parts = self.statistics, ("tau2", "i2", "q", "control_risk")
        texts = {name: self.text_of(name) if self.number_of(name) is not None else "" for name in parts}
        for name in ("tau2", "i2"):
            if limits := self.interval_of(f"{name}_low", f"{name}_high"):
                texts[name] = f"{texts[name]} ({limits})" if texts[name] else limits
        p, between = ("" if p is None else formatting.p_digits(p) for p in (found.q_p, found.between_p))
        lines = [
            (words.PREDICTION, self.interval_of("pi_low", "pi_high")),
            (words.tau2_title(limits=found.tau2_low is not None), texts["tau2"]),
            (words.i2_title(from_tau2=found.tau2 is not None, limits=found.i2_low is not None), texts["i2"]),
            (words.Q, texts["q"]),
            (words.P_OF_Q, p),
            (words.P_BETWEEN, between),
            (words.CONTROL_RISK, texts["control_risk"]),
        ]
        return [(title, text) for title, text in lines if text]

    def text_of(self, name: str) -> str:
        """Return the text of a part that is there: as the source printed it, or in the style of its kind."""
        kind = self.kind_of(name)
        if kind == "p" and name in self.printed:
            return formatting.printed_p(self.printed[name])
        return self.digits_of(name) + TEXT_OF_KIND[kind].sign

    @property
    def p_relation(self) -> str:
        """Return P with its relation, where its letter stands beside it already: `= .03`."""
        if "p" in self.printed:
            return formatting.printed_relation(self.printed["p"])
        return formatting.p_relation(self.p) if self.p is not None else ""

    def number_of(self, name: str) -> float | None:
        """Return the number behind one of PARTS, or None where the quantity has none."""
        found: float | None = getattr(self.statistics if name in OF_STATISTICS else self, name)
        return found

    def kind_of(self, name: str) -> str:
        """Return the kind of number that a part is: a key of TEXT_OF_KIND."""
        return KIND_OF_PART[name] or self.kind

    def digits_of(self, name: str) -> str:
        """Return a part that is there as digits, without a sign: as the source printed it, or as its text has them."""
        number = self.number_of(name)
        return self.printed.get(name) or ("" if number is None else TEXT_OF_KIND[self.kind_of(name)].digits(number))

    def interval_of(self, low: str, high: str, *, sign: bool = True) -> str:
        """Return two parts as an interval in text, with the sign of their kind or without; nothing where one is not."""
        if self.number_of(low) is None or self.number_of(high) is None:
            return ""
        limits = formatting.interval(self.digits_of(low), self.digits_of(high))
        return limits + (TEXT_OF_KIND[self.kind_of(high)].sign if sign else "")

    def inverted(self) -> Quantity:
        """Return 1 / a ratio, with its limits exchanged: the effect on the opposite outcome, or of the other group.

        Raises
        ------
        QuantityError
            For anything but a ratio with an interval (a risk ratio turns with its groups only).
        """
        if self.kind != "ratio" or not self.value or not self.low or not self.high:
            raise QuantityError(f"only a ratio with an interval can be turned over; {self.expression} is {self.text}")
        digits = {name: formatting.turned(self.printed[of]) for name, of in TURNED.items() if of in self.printed}
        digits |= {"p": self.printed["p"]} if "p" in self.printed else {}
        found = replace(self, value=1 / self.value, low=1 / self.high, high=1 / self.low, printed=digits)
        return replace(
            found,
            expression=f"1 / {self.expression}",
            text=formatting.effect(self.label, found.text_of("value"), found.interval_of("low", "high")),
            formula=f"1 / ({self.formula}): {self.text}",
            origin="derived",
        )

    def part(self, name: str) -> Quantity:
        """Return one of the allow-listed parts as a quantity with the same provenance.

        Only `value` keeps the interval and P: they belong to it.

        Parameters
        ----------
        name : str
            One of PARTS.

        Raises
        ------
        QuantityError
            When there is none.
        """
        if name not in KIND_OF_PART:
            raise QuantityError(f"a quantity has no attribute {name!r}; it has {', '.join(PARTS)}")
        number = self.number_of(name)
        if number is None:
            there = [other for other in PARTS if self.number_of(other) is not None]
            why = f". {self.statistics.untested}" if name == "between_p" else ""
            raise QuantityError(f"{self.expression} has no {name}; it has {', '.join(there)}{why}".rstrip(". "))
        found = replace(
            self,
            expression=f"{self.expression}.{name}",
            text=self.text_of(name),
            formula=f"{words.PART.get(name, name)} of: {self.formula}" if self.formula else name,
        )
        if name == "value":
            return found
        method, kind = f" ({self.method})" if self.method and name in ("low", "high") else "", self.kind_of(name)
        if KIND_OF_PART[name]:  # a number of its own kind, no longer the effect
            found = replace(found, measure="", adjusted=None, unit=UNIT_OF_KIND.get(kind, ""))
        return replace(
            found,
            value=number,
            kind=kind,
            formula=found.formula + method,
            printed={"value": self.printed[name]} if name in self.printed else {},
            **WITHOUT_INTERVAL,
        )


OF_STATISTICS = frozenset(part.name for part in fields(PoolStatistics))
KIND_OF_PART: dict[str, str] = {
    part.name: part.metadata["kind"] for part in (*fields(Quantity), *fields(PoolStatistics)) if "kind" in part.metadata
}
PARTS = tuple(KIND_OF_PART)
WITHOUT_INTERVAL: dict[str, Any] = {
    **dict.fromkeys(("low", "high", "p", "events", "total", "k", "level")),
    "interval": "",
    "statistics": NO_STATISTICS,
}


class Provenance(TypedDict):
    """What a number is made of: rows, keys of references.bib, and what a reader must know of them."""

    rows: tuple[RowRef, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def merged(quantities: Iterable[Quantity]) -> Provenance:
    """Return the rows, sources and notes of several quantities, each once, as fields of another."""
    quantities = list(quantities)
    return {
        "rows": tuple(dict.fromkeys(row for found in quantities for row in found.rows)),
        "sources": tuple(dict.fromkeys(key for found in quantities for key in found.sources)),
        "notes": tuple(dict.fromkeys(note for found in quantities for note in found.notes)),
    }


def expression_of(function: str, *arguments: Any, **options: Any) -> str:
    """Return the expression that calls a function of the vocabulary, without the options that are None."""
    shown = [f'"{a}"' if isinstance(a, str) else repr(a) for a in arguments]
    shown += [
        f'{name}="{option}"' if isinstance(option, str) else f"{name}={option!r}"
        for name, option in options.items()
        if option is not None
    ]
    return f"{function}({', '.join(shown)})"
