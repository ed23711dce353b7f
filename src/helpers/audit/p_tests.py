"""The tests that a printed P may belong to: what they are called, and the margins that they often take."""

from __future__ import annotations

from typing import NamedTuple

from helpers.audit.p_values import Limits, Span
from helpers.stats.measures import named

TWO_SIDED, ONE_SIDED, NON_INFERIORITY, EQUIVALENCE = "two-sided", "one-sided", "non-inferiority", "equivalence"
P_TESTS = {  # of a printed P, with what each compares
    TWO_SIDED: "the effect with no effect",
    ONE_SIDED: "the same, on one side",
    NON_INFERIORITY: "the effect with a margin",
    EQUIVALENCE: "the effect with a margin on either side",
    "other": "something else: a trend, an interaction, another model",
}
OF_A_MARGIN = (NON_INFERIORITY, EQUIVALENCE)
OTHER_WORDS = {  # what P is called in publications, in small letters
    "noninferiority": NON_INFERIORITY, "non inferiority": NON_INFERIORITY, "ni": NON_INFERIORITY,
    "superiority": TWO_SIDED, "2 sided": TWO_SIDED, "two tailed": TWO_SIDED, "2 tailed": TWO_SIDED,
    "two sided": TWO_SIDED, "one sided": ONE_SIDED, "1 sided": ONE_SIDED, "one tailed": ONE_SIDED,
    "1 tailed": ONE_SIDED, "trend": "other", "interaction": "other", "heterogeneity": "other",
    "cochran armitage": "other", "log rank": "other", "adjusted": "other",
}  # fmt: skip
RATIO_MARGINS = (0.75, 0.8, 0.85, 0.9, 1.1, 1.15, 1.2, 1.25, 1.3, 1.5)  # that trials of non-inferiority often take
FURTHEST = 5.0  # a ratio that is a margin lies between this and its inverse
POINT_MARGINS = (2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0, 12.0, 15.0, 20.0)  # percentage points, either sign


def p_test_named(printed: str) -> str | None:
    """Return the test of `P_TESTS` that words name, such as "for noninferiority"; None when they name none.

    Parameters
    ----------
    printed : str
        "" stands for nothing said.
    """
    words = " ".join(printed.casefold().replace("-", " ").replace("p for", " ").split()).removeprefix("for ")
    words = words.removesuffix(" test").removesuffix(" p")
    known = {**OTHER_WORDS, **{name.replace("-", " "): name for name in P_TESTS}}
    return known.get(words) if words else ""


class WhichTest(NamedTuple):
    """What is said of the test that a P belongs to.

    Parameters
    ----------
    test : str
        A key of `P_TESTS`; "" where nobody says which test it is: two-sided, unless another one fits.
    margin : str
        Of non-inferiority or equivalence, on the scale of the estimate; "" where none is known.
    measure : str
        As printed, which says which margins are usual.
    """

    test: str = ""
    margin: str = ""
    measure: str = ""

    def nulls(self, limits: Limits) -> list[float | None]:
        """Return what the effect is compared with: no effect, or a margin, of a difference often without its sign."""
        if self.test not in OF_A_MARGIN:
            return [None]
        value = float(self.margin)
        if limits.ratio:
            return [value]
        found = named(self.measure)
        if abs(value) > 1 and found is not None and found.kind == "points" and is_proportion(limits):
            value /= found.factor
        return [value, -value]

    def no_margin(self, limits: Limits) -> str:
        """Return why its margin cannot be used, "" when it can or none is needed."""
        if self.test not in OF_A_MARGIN:
            return ""
        if not self.margin:
            return f"P is for {self.test}, and no margin is given"
        if limits.ratio and not 1 / FURTHEST <= float(self.margin) <= FURTHEST:
            return f"a margin of {self.margin} is not on the scale of the ratio"
        return ""


UNSAID = WhichTest()


def vague(given: Span) -> bool:
    """Return whether a printed P says no more than that it is not small: `>0.05` is no one-sided P of 0.99."""
    return given.high >= 1 and given.low < 0.5


def usual_margins(limits: Limits, measure: str) -> tuple[float, ...]:
    """Return the margins that trials of non-inferiority often take.

    Parameters
    ----------
    limits : Limits
        As printed.
    measure : str
        As printed; means and coefficients have no usual margins.
    """
    found = named(measure)
    if limits.ratio:
        return RATIO_MARGINS
    if found is not None and found.kind != "points":
        return ()
    scale = 100 if is_proportion(limits) else 1
    return tuple(sign * margin / scale for margin in POINT_MARGINS for sign in (1, -1))


def is_proportion(limits: Limits) -> bool:
    """Return whether a difference may be one of proportions instead of percentage points."""
    return all(abs(float(text)) <= 1 for text in (limits.estimate, limits.low, limits.high) if text)
