"""One computed number: what it says, what it is made of, and how its parts become text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from helpers.quantities import formatting
from helpers.quantities.lookup import QuantityError

STATISTICS = {  # what a synthesis gives beside its estimate, by name, with the kind of number it is; "" as the estimate
    "pi_low": "",
    "pi_high": "",
    "tau2": "variance",
    "tau2_low": "variance",
    "tau2_high": "variance",
    "i2": "share",
    "i2_low": "share",
    "i2_high": "share",
    "h2": "ratio",
    "q": "statistic",
    "q_p": "p",
    "between_p": "p",
    "control_risk": "percentage",
    "members": "number",
}
ATTRIBUTES = ("value", "low", "high", "p", "events", "total", "k", *STATISTICS)
OWN_KINDS = {"p": "p", "events": "number", "total": "number", "k": "number", **STATISTICS}


@dataclass(frozen=True)
class Quantity:
    """A computed number with its text, interval, inputs, formula and sources.

    Parameters: expression, the call that gives it; text, as shown; value, low, high, on the scale of the text
    (percent 0-100, ratios as ratios); kind, a key of SHOWN; p, probability 0-1; events, total, k, whole numbers;
    method, what the interval is; formula, in words; inputs, the rows used; sources, keys of references.bib; notes,
    what a reader must know (calculated back, in conflict, at fault); printed, attributes as the source wrote them;
    statistics, what a synthesis gives beside its estimate, by the names of STATISTICS.
    """

    expression: str
    text: str
    value: float | None
    kind: str
    low: float | None = None
    high: float | None = None
    p: float | None = None
    events: int | None = None
    total: int | None = None
    k: int | None = None
    method: str = ""
    formula: str = ""
    inputs: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)
    statistics: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text, so that a quantity prints as it reads."""
        return self.text

    def as_dict(self) -> dict[str, Any]:
        """Return the quantity as plain JSON types, for pages and stats.json."""
        lists = {"inputs": list(self.inputs), "sources": list(self.sources), "notes": list(self.notes)}
        texts = {"limits": self.limits, "p_text": self.shown("p") if self.p is not None else ""}
        return {**vars(self), **lists, **texts, "details": [list(detail) for detail in self.details]}

    @property
    def limits(self) -> str:
        """Return low and high as text on the scale of the quantity, or nothing."""
        if self.low is None or self.high is None:
            return ""
        return formatting.interval(self.shown("low").removesuffix("%"), self.shown("high"))

    @property
    def details(self) -> list[tuple[str, str]]:
        """Return what a synthesis gives beside its estimate, named, as text."""
        source = "from tau2" if "tau2" in self.statistics else "from Q"
        lines = (
            ("95% prediction interval (t, k - 1 df)", "", "pi_low", "pi_high"),
            ("tau2 (95% CI, Q-profile)" if "tau2_low" in self.statistics else "tau2", "tau2", "tau2_low", "tau2_high"),
            (f"I2, {source} (95% CI)" if "i2_low" in self.statistics else f"I2, {source}", "i2", "i2_low", "i2_high"),
            ("Q", "q", "", ""),
            ("P of Q", "q_p", "", ""),
            ("P between subgroups", "between_p", "", ""),
            ("Median control risk", "control_risk", "", ""),
        )
        found = []
        for name, middle, low, high in lines:
            text = self.shown(middle) if middle in self.statistics else ""
            if low in self.statistics and high in self.statistics:
                limits = formatting.interval(self.shown(low).removesuffix("%"), self.shown(high))
                text = f"{text} ({limits})" if text else limits
            if text:
                found.append((name, text.removeprefix("P ").removeprefix("= ") if name.startswith("P ") else text))
        return found

    def shown(self, name: str) -> str:
        """Return the text of an attribute that is there: as the source printed it, or in the style of its kind."""
        return self.printed.get(name) or SHOWN[self._kind_of(name)](self.number_of(name))

    def number_of(self, name: str) -> float | None:
        """Return the number behind one of ATTRIBUTES, or None where the quantity has none."""
        return self.statistics.get(name) if name in STATISTICS else getattr(self, name)

    def _kind_of(self, name: str) -> str:
        return OWN_KINDS.get(name) or self.kind

    def inverted(self) -> Quantity:
        """Return 1 / a ratio, with its limits exchanged: the effect on the opposite outcome, or of the other group.

        Raises: QuantityError for anything but a ratio with an interval (a risk ratio turns with its groups only).
        """
        if self.kind != "ratio" or not self.value or not self.low or not self.high:
            raise QuantityError(f"only a ratio with an interval can be turned over; {self.expression} is {self.text}")
        value, low, high = 1 / self.value, 1 / self.high, 1 / self.low
        measure = self.text.partition(self.shown("value"))[0].strip()
        limits = formatting.interval(formatting.ratio(low), formatting.ratio(high))
        return replace(
            self,
            expression=f"1 / {self.expression}",
            text=formatting.effect(measure, formatting.ratio(value), limits),
            value=value,
            low=low,
            high=high,
            formula=f"1 / ({self.formula}): {self.text}",
            printed={},
        )

    def attribute(self, name: str) -> Quantity:
        """Return one of the allow-listed attributes as a quantity with the same provenance.

        Parameters: name, one of ATTRIBUTES. Raises: QuantityError when there is none.
        Only `value` keeps the interval and P: they belong to it.
        """
        if name not in ATTRIBUTES:
            raise QuantityError(f"a quantity has no attribute {name!r}; it has {', '.join(ATTRIBUTES)}")
        if self.number_of(name) is None:
            there = [other for other in ATTRIBUTES if self.number_of(other) is not None]
            raise QuantityError(f"{self.expression} has no {name}; it has {', '.join(there)}")
        found = replace(
            self,
            expression=f"{self.expression}.{name}",
            text=self.shown(name),
            formula=f"{name} of: {self.formula}" if self.formula else name,
        )
        if name == "value":
            return found
        method = f" ({self.method})" if self.method and name in ("low", "high") else ""
        return replace(
            found,
            value=self.number_of(name),
            kind=self._kind_of(name),
            formula=found.formula + method,
            printed={"value": found.text},
            **ALONE,
        )


def call(function: str, *arguments: Any, **options: Any) -> str:
    """Return the expression that calls a function of the vocabulary, without the options that are None."""
    shown = [f'"{a}"' if isinstance(a, str) else repr(a) for a in arguments]
    shown += [
        f'{name}="{option}"' if isinstance(option, str) else f"{name}={option!r}"
        for name, option in options.items()
        if option is not None
    ]
    return f"{function}({', '.join(shown)})"


SHOWN: dict[str, Callable[[float], str]] = {
    "percentage": formatting.percent,
    "points": lambda value: formatting.fixed(value, 1),
    "ratio": formatting.ratio,
    "number": formatting.number,
    "p": formatting.p_value,
    "variance": lambda value: formatting.fixed(value, 3),
    "share": lambda value: f"{formatting.fixed(value, 0)}%",
    "statistic": lambda value: formatting.fixed(value, 2),
    "per 1,000": lambda value: formatting.fixed(value, 0),
}
ALONE: dict[str, Any] = {
    **dict.fromkeys(("low", "high", "p", "events", "total", "k")),
    "method": "",
    "statistics": {},
}


def merged(quantities: Iterable[Quantity]) -> dict[str, tuple]:
    """Return the inputs, sources and notes of several quantities, each once, as fields of another."""
    quantities = list(quantities)
    return {
        "inputs": tuple({row["row"]: row for found in quantities for row in found.inputs}.values()),
        "sources": tuple(dict.fromkeys(key for found in quantities for key in found.sources)),
        "notes": tuple(dict.fromkeys(note for found in quantities for note in found.notes)),
    }
