"""The check of a printed P against the test statistic beside it, as statcheck does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from helpers.audit.check import Check
from helpers.audit.p_tests import ONE_SIDED
from helpers.audit.p_values import Span, in_words, one_tail, p_span, two_sided
from helpers.audit.registry import Printed, check
from helpers.stats.rounding import rounding_interval

NAME = "P and statistic"
NUMBER = r"[0-9]+(?:\.[0-9]+)?"
KINDS = {"t": "t", "f": "F", "z": "z", "r": "r", "q": "chi2", "x2": "chi2", "χ2": "chi2", "chi2": "chi2"}
FREEDOM = {"t": (1,), "F": (2,), "z": (0,), "r": (1,), "chi2": (1,)}
STATISTIC = re.compile(
    rf"(?P<kind>[a-zχ]{{1,4}}[2²]?) ?(?:[(\[](?P<freedom>{NUMBER}(?:, ?{NUMBER})?)(?:, ?n ?= ?[0-9]+)?[)\]])? ?[=:] ?"
    rf"(?P<value>-?(?:{NUMBER}|\.[0-9]+))\Z",
    re.IGNORECASE,
)


class Statistic(NamedTuple):
    """A test statistic: its kind ("t", "F", "z", "r" or "chi2"), its degrees of freedom, and its value as printed."""

    kind: str
    freedom: tuple[float, ...]
    value: str

    def p(self, *, rounding: str = "half") -> Span:
        """Return the P values that it gives within rounding, two-sided for t, z and r."""
        from scipy.special import chdtrc, fdtrc, stdtr

        ends = [abs(float(end)) for end in rounding_interval(self.value, rounding=rounding)]
        z = [0.0 if float(self.value) == 0 else min(ends), max(ends)]
        if self.kind == "z":
            return two_sided(Span(*z))
        if self.kind == "F":
            return Span(*(float(fdtrc(*self.freedom, value)) for value in reversed(z)))
        if self.kind == "chi2":
            return Span(*(float(chdtrc(*self.freedom, value)) for value in reversed(z)))
        (df,) = self.freedom
        if self.kind == "r":
            z = [value * math.sqrt(df / (1 - value**2)) if value < 1 else math.inf for value in z]
        return Span(*(2 * float(stdtr(df, -value)) for value in reversed(z)))


def statistic_named(printed: str) -> Statistic | None:
    """Return a printed test statistic, None when it is none that can be computed again.

    Parameters
    ----------
    printed : str
        Plain text such as `t(28) = 2.20`, `F(2, 57) = 3.1`, `chi2(1, N = 90) = 4.2`, `z = 2.1` or `r(48) = .31`.
    """
    found = STATISTIC.match(printed.replace("²", "2").replace("chi-square", "chi2"))
    kind = KINDS.get(found["kind"].casefold()) if found else None
    if found is None or kind is None:
        return None
    freedom = tuple(float(text) for text in re.findall(NUMBER, found["freedom"] or ""))
    value = re.sub(r"^(-?)\.", r"\g<1>0.", found["value"])
    sound = len(freedom) in FREEDOM[kind] and all(freedom) and not (kind == "r" and abs(float(value)) > 1)
    return Statistic(kind, freedom, value) if sound else None


def p_fits_statistic(p: str, printed: str, *, rounding: str = "half", test: str = "") -> Check:
    """Return whether a printed P follows from the test statistic beside it.

    Parameters
    ----------
    p, printed : str
        As printed.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.
    test : str
        A key of `P_TESTS`; "" where nobody says which test it is.

    Returns
    -------
    Check
        "inconsistent" where P shows an effect and the statistic does not; "unexplained" for other misfits, since P
        may be corrected for many tests, or one-sided.

    Notes
    -----
    The rules of statcheck (Nuijten et al. 2016, 10.3758/s13428-015-0664-2), with the rounding of both numbers granted.
    """
    statistic, parts = statistic_named(printed), ("statistic", "p")
    if statistic is None:
        return Check(NAME, "", "not a statistic that gives P", parts)
    found = statistic.p(rounding=rounding)
    given, words = p_span(p, rounding=rounding), f"{printed} gives P {in_words(found)}"
    directed = statistic.kind in ("t", "z", "r")
    one_sided = directed and any(given.meets(tail) for tail in one_tail(found))
    if given.meets(found) or (one_sided and test == ONE_SIDED):
        return Check(NAME, "consistent", words, parts)
    words += f", not {p}"
    if p_span(p, rounding=rounding, slack=1).meets(found):
        return Check(NAME, "rounding", words, ("p",))
    if one_sided:
        return Check(NAME, "unexplained", f"{words}; P would fit a one-sided test", ("p",))
    if given.high < 0.05 < found.low:
        return Check(NAME, "inconsistent", f"{words}; P shows an effect and the statistic does not", ("p",))
    return Check(NAME, "unexplained", words, ("p",))


@check(
    NAME,
    columns=("statistic", "p", "p_test"),
    question="does the test statistic give this P?",
    fails_as={"unexplained": "", "inconsistent": "P shows an effect and the statistic does not"},
    sound_only=True,
)
def _p_and_statistic(result: Printed) -> Iterator[Check]:
    cells = result.cells
    if "p" in cells and "statistic" in cells:
        yield p_fits_statistic(cells["p"], cells["statistic"], rounding=result.rounding, test=result.p_test)
