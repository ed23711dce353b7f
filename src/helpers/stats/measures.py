"""The one registry of effect measures, and of the methods, tau2 estimators and intervals that pool them.

A measure compares what each group's patients with (a) and without (b) the event give: a fraction, such as a / (a + b).
The variance of an effect is the sum of what each group brings. These two, per group, are all that a measure of counts
is made of: two groups, studies by the thousand (arrays), arms that share a control and proportions all read them.
Nothing here imports NumPy: a command line offers these names before it computes anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from helpers.stats.measure_names import read_name

LEVEL = 0.95  # of intervals
CORRECTION = 0.5  # added to the cells of a study of which one is zero
Z95 = 1.959963984540054  # 0.975 quantile of the standard normal distribution
LARGEST = 1e50  # estimate, and its inverse the smallest variance: their products must not leave the range of doubles

METHODS = {
    "random": "random effects",
    "common": "common effect, inverse variance",
    "mh": "common effect, Mantel-Haenszel",
    "peto": "common effect, Peto",
    "glmm": "binomial-normal mixed model, maximum likelihood",
}
BY_VARIANCE = ("random", "common")  # methods that weight estimates by the inverse of their variance
TAU2_ESTIMATORS = {
    "REML": "restricted maximum likelihood",
    "DL": "DerSimonian and Laird",
    "PM": "Paule and Mandel",
    "ML": "maximum likelihood",
}
INTERVALS = {  # of a random pool
    "hksj-floor": "Hartung-Knapp-Sidik-Jonkman, never narrower than Wald",
    "hksj": "Hartung-Knapp-Sidik-Jonkman",
    "wald": "Wald",
}


def _not_from_counts(a: Any, b: Any) -> Any:
    raise TypeError("this measure is quoted, or given with its variance: counts do not make it")


@dataclass(frozen=True)
class Measure:
    """A measure of effect.

    Attributes
    ----------
    name, words : str
        As readers print it, and in words.
    scale : {"log", "logit", "identity"}
        On which studies are analysed.
    kind : {"ratio", "points", "percentage", "number"}
        What readers see, which also says how it is printed.
    arms : {2, 1, 0}
        Groups of a study that it needs; 0 when it is given as an estimate with its variance.
    methods : tuple of str
        Keys of METHODS that pool it, first an author's default; none for a measure that is only quoted.
    no_effect : float or None
        Its value, for readers, at no effect.
    analysed_as : str
        What is pooled, in words.
    factor : float
        By which readers see it larger than it is analysed.
    fraction : callable
        From patients with and without the event to a numerator and a denominator.
    variance : callable
        From the same two numbers to the variance that a group brings, on the scale of analysis.
    formula : str
        Of the crude effect, with {a} of {n} patients against {c} of {m}.
    unit : str
        In which readers see it, where its words do not say so.
    also : tuple of str
        Other names that publications give it, in small letters.
    """

    name: str
    words: str
    scale: str
    kind: str
    arms: int
    methods: tuple[str, ...] = ()
    no_effect: float | None = None
    analysed_as: str = ""
    factor: float = 1.0
    fraction: Callable[[Any, Any], tuple[Any, Any]] = _not_from_counts
    variance: Callable[[Any, Any], Any] = _not_from_counts
    formula: str = ""
    unit: str = ""
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return its words, and its unit where it has one."""
        return f"{self.words}, {self.unit}" if self.unit else self.words

    @property
    def corrects_zero(self) -> bool:
        """Return whether the estimate of a study that has a zero cell takes 0.5 more in all cells: a logarithm does."""
        return self.scale != "identity"

    def corrects(self, *groups: Any) -> Any:
        """Return whether 0.5 is added to all cells of a study, from each group's patients with and without the event.

        For a ratio or a logit when any cell is zero. A difference has a variance of 0, which nothing has, when every
        group has such a cell: then 0.5 is added for the variance alone, and the difference stays as observed.
        """
        zeros = [(with_event == 0) | (without == 0) for with_event, without in groups]
        return reduce(or_ if self.corrects_zero else and_, zeros)

    def analysed(self, value: float) -> float:
        """Return a value that readers know on the scale of analysis."""
        if self.scale == "log":
            return math.log(value)
        return math.log(value / (self.factor - value)) if self.scale == "logit" else value / self.factor

    def back(self, analysed: Any) -> Any:
        """Return what is on the scale of analysis, a number or an array, as readers know it."""
        import numpy as np  # the one line here that needs it

        if self.scale == "log":
            return np.exp(analysed)
        value = np.asarray(analysed)
        return self.factor / (1 + np.exp(-value)) if self.scale == "logit" else self.factor * value


def _risk(a: Any, b: Any) -> tuple[Any, Any]:
    return a, a + b


def _odds(a: Any, b: Any) -> tuple[Any, Any]:
    return a, b


def _variance_of_log_risk(a: Any, b: Any) -> Any:
    return 1 / a - 1 / (a + b)


def _variance_of_log_odds(a: Any, b: Any) -> Any:
    return 1 / a + 1 / b


def _variance_of_risk(a: Any, b: Any) -> Any:
    share = a / (a + b)
    return share * (1 - share) / (a + b)


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("RR", "risk ratio", "log", "ratio", 2, ("random", "common", "mh"), 1.0, "log risk ratios",
                fraction=_risk, variance=_variance_of_log_risk, formula="({a}/{n}) / ({c}/{m})",
                also=("relative risk", "risk ratios")),
        # Peto's and the mixed model's ratio of two groups is an odds ratio.
        Measure("OR", "odds ratio", "log", "ratio", 2, ("random", "common", "mh", "peto", "glmm"), 1.0,
                "log odds ratios", fraction=_odds, variance=_variance_of_log_odds,
                formula="({a}/({n}-{a})) / ({c}/({m}-{c}))", also=("odds ratios",)),
        Measure("RD", "risk difference", "identity", "points", 2, ("random", "common", "mh"), 0.0,
                "risk differences", factor=100.0, fraction=_risk, variance=_variance_of_risk,
                formula="100 x ({a}/{n} - {c}/{m})",
                unit="percentage points", also=("absolute risk difference", "ard")),
        Measure("PLO", "percentage", "logit", "percentage", 1, ("glmm", "random", "common"), None, "logits",
                factor=100.0, fraction=_odds, variance=_variance_of_log_odds),
        Measure("GEN", "estimate", "identity", "number", 0, BY_VARIANCE, 0.0, "estimates"),
        Measure("HR", "hazard ratio", "log", "ratio", 2, BY_VARIANCE, 1.0, "log hazard ratios",
                also=("shr", "cshr", "subdistribution hazard ratio", "cause specific hazard ratio")),
        Measure("common OR", "common odds ratio", "log", "ratio", 2, no_effect=1.0,
                also=("cor", "ordinal or", "ordinal odds ratio", "shift or", "proportional odds ratio")),
        Measure("generalised OR", "generalised odds ratio", "log", "ratio", 2, no_effect=1.0,
                also=("gor", "generalized or", "generalized odds ratio", "generalized odds", "win odds", "win ratio")),
        Measure("MD", "mean difference", "identity", "number", 2, BY_VARIANCE, 0.0, "mean differences",
                also=("difference in means", "wmd")),
        Measure("IRR", "incidence rate ratio", "log", "ratio", 2, no_effect=1.0,
                also=("rate ratio", "incidence ratio")),
        Measure("GMR", "geometric mean ratio", "log", "ratio", 2, no_effect=1.0,
                also=("ratio of geometric means", "rom", "ratio of means")),
        Measure("SMD", "standardised mean difference", "identity", "number", 2, BY_VARIANCE, 0.0,
                "standardised mean differences", also=("standardized mean difference", "cohen's d", "hedges' g")),
        Measure("beta", "regression coefficient", "identity", "number", 2, no_effect=0.0,
                also=("β", "coefficient", "b coefficient")),
    )
}  # fmt: skip
POOLED = tuple(name for name, measure in MEASURES.items() if measure.methods)
COUNTED = tuple(name for name, measure in MEASURES.items() if measure.fraction is not _not_from_counts)
CRUDE = tuple(name for name in COUNTED if MEASURES[name].arms == 2)  # from the counts of two groups
COMPARISONS = tuple(name for name, measure in MEASURES.items() if measure.arms == 2)
RATIOS = tuple(name for name in COMPARISONS if MEASURES[name].scale == "log")
NAMES = {  # of comparisons, in small letters
    written.casefold(): MEASURES[name]
    for name in COMPARISONS
    for written in (name, MEASURES[name].words, *MEASURES[name].also)
}


def two_group_measure(name: str) -> Measure:
    """Return a measure that the counts of two groups give.

    Raises
    ------
    ValueError
        For any other, listing those that there are.
    """
    if name not in CRUDE:
        raise ValueError(f"a measure of two groups' counts is one of {', '.join(CRUDE)}; got {name!r}")
    return MEASURES[name]


class PrintedName(NamedTuple):
    """What a printed name of a measure says: which one it is, and whether nothing says that it is not crude."""

    measure: Measure
    crude: bool


def printed_name(printed: str) -> PrintedName | None:
    """Return what a printed name of a comparison says, in any case: `aRR`, `acOR`, `Odds Ratio (95% CI)`; else None."""
    found = read_name(printed, NAMES)
    return PrintedName(NAMES[found[0]], found[1]) if found else None


def named(printed: str) -> Measure | None:
    """Return the comparison that a printed name stands for, also adjusted (`aRR`, `adjusted common OR`), or None."""
    found = printed_name(printed)
    return found.measure if found else None


def is_ratio(printed: str) -> bool:
    """Return whether a printed name is that of a measure that lies above 0 and is analysed as its logarithm."""
    found = named(printed)
    return found is not None and found.scale == "log"
