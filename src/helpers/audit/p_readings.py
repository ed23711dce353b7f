"""Whether a printed P follows from its interval by the test that it belongs to, or may belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from helpers.audit.check import Check
from helpers.audit.intervals import ci_contains
from helpers.audit.p_tests import (
    EQUIVALENCE,
    NON_INFERIORITY,
    ONE_SIDED,
    TWO_SIDED,
    UNSAID,
    WhichTest,
    usual_margins,
    vague,
)
from helpers.audit.p_values import (
    FAR,
    NORMAL,
    Limits,
    Span,
    in_words,
    lower,
    p_span,
    significance_flips,
    two_sided,
    upper,
)
from helpers.audit.plausibility import INTERVAL

NEAR = 0.2  # two usual tests of the same patients differ by less than this share of their standard errors
NAME, PARTS = "P and interval", ("p", "level", "margin", *INTERVAL)


def p_fits_ci(
    p: str,
    estimate: str,
    low: str,
    high: str,
    *,
    ratio: bool = True,
    level: float = 0.95,
    rounding: str = "half",
    tested: WhichTest = UNSAID,
) -> Check:
    """Return whether a printed P follows from its interval; one that turns significance over is marked apart.

    Parameters
    ----------
    p : str
        As printed.
    estimate, low, high : str
        As printed; one limit may be "".
    ratio, level, rounding
        As for `p_from_interval`.
    tested : WhichTest
        What is said of its test.

    Returns
    -------
    Check
        "unexplained" where significance stays, since another test than Wald's gives another P, and where another
        reading of P fits; "inconsistent" where significance turns over. Verdict "" for an interval that cannot be
        (`ci_contains` says so), and for a P that cannot be computed again.
    """
    limits = Limits(estimate, low, high, ratio, level, rounding)
    if reason := _no_check(limits, tested):
        return Check(NAME, "", reason, PARTS)
    spans = [span for null in tested.nulls(limits) for span in _spans(limits, tested.test, null)]
    if not spans:
        return Check(NAME, "", "a limit has no logarithm", PARTS)
    given = p_span(p, rounding=rounding)
    if fitting := [span for span in spans if given.meets(span)]:
        informative = any(span != (0.0, 1.0) for span in spans)
        return Check(NAME, "consistent" if informative else "", _words(limits, tested, fitting[:1]), PARTS)
    words = _words(limits, tested, spans)
    words += f", not {p}" + ("" if any(letter in "123456789" for letter in p) else f" (less than {given.high:.1g})")
    if any(p_span(p, rounding=rounding, slack=1).meets(span) for span in spans):
        return Check(NAME, "rounding", words, ("p",))
    verdict, because = _misfit(p, limits, tested, spans)
    return Check(NAME, verdict, words + because, ("p",))


def _no_check(limits: Limits, tested: WhichTest) -> str:
    """Return why a P cannot be computed again, "" when it can."""
    estimate, low, high = limits[:3]
    if ci_contains(estimate, low or estimate, high or estimate).verdict == "impossible":
        return "the interval cannot be"
    return "P is of another test" if tested.test == "other" else tested.no_margin(limits)


def _misfit(p: str, limits: Limits, tested: WhichTest, spans: Sequence[Span]) -> tuple[str, str]:
    """Return the verdict on a P that its interval does not give, and why."""
    given, nulls = p_span(p, rounding=limits.rounding), tested.nulls(limits)
    contradicts = _contradicts(p, limits, tested.test, nulls)
    margins = usual_margins(limits, tested.measure) if contradicts or given.high < 0.05 else ()
    if tested.test == "" and (other := _other_reading(given, limits, margins)):
        opposite = "; if P is two-sided, it says the opposite of the interval" if contradicts else ""
        return "unexplained", f"{opposite}; {other}"
    if contradicts and near(given, spans):
        return "unexplained", "; another test than the interval's may give it"
    if contradicts:
        what = "the margin" if tested.margin else "no effect"
        return (
            "inconsistent",
            f"; the interval {'holds' if limits.holds(nulls[0]) else 'excludes'} {what}, and P says the opposite",
        )
    return "unexplained", ""


def _spans(limits: Limits, test: str, null: float | None) -> Iterator[Span]:
    """Yield the P values that the interval implies, by each way in which the test is done."""
    both = limits.low and limits.high
    for one_sided in (False,) if both else (True, False):  # one limit may be half of a two-sided interval
        z = limits.z(null, one_sided=one_sided)
        if z is None:
            continue
        if test == ONE_SIDED:
            yield from (upper(z), lower(z))
        elif test == NON_INFERIORITY and null is not None:
            yield from (_towards(null, limits.ratio)(z), two_sided(z))
        elif test == EQUIVALENCE and null is not None:
            mirrored = 1 / null if limits.ratio else -null
            other = limits.z(mirrored, one_sided=one_sided)
            if other is not None:
                near, far = _towards(null, limits.ratio)(z), _towards(mirrored, limits.ratio)(other)
                yield Span(max(near.low, far.low), max(near.high, far.high))
        else:
            yield two_sided(z)


def _towards(null: float, ratio: bool) -> Callable[[Span], Span]:
    """Return the one-sided P that shows an effect on the better side of a margin."""
    return upper if (null < 1 if ratio else null < 0) else lower


def _words(limits: Limits, tested: WhichTest, spans: Sequence[Span]) -> str:
    shown = f"{limits.estimate} ({limits.low or '-∞'} to {limits.high or '∞'})"
    told = {
        ONE_SIDED: "one-sided P ",
        NON_INFERIORITY: f"for the margin of {tested.margin} P ",
        EQUIVALENCE: f"for equivalence within {tested.margin} P ",
    }.get(tested.test, "P ")
    return f"{shown} gives {told}{' or '.join(dict.fromkeys(map(in_words, spans)))}"


def _contradicts(p: str, limits: Limits, test: str, nulls: Sequence[float | None]) -> bool:
    """Return whether P and interval surely disagree on whether there is an effect, or one beyond the margin."""
    given, alpha = p_span(p, rounding=limits.rounding), 1 - limits.level
    if not (limits.low and limits.high):
        return False
    if test in ("", TWO_SIDED):
        return significance_flips(
            p, limits.low, limits.high, ratio=limits.ratio, level=limits.level, rounding=limits.rounding
        )
    if test == ONE_SIDED:
        held = limits.holds()
        ends = sorted((2 * min(given.low, 1 - given.low), 2 * min(given.high, 1 - given.high)))
        most = 1.0 if given.low < 0.5 < given.high else ends[1]
        return held is not None and (most < alpha if held else ends[0] > alpha)
    held_all = [limits.holds(null) for null in nulls]
    if all(held is True for held in held_all):
        return given.high < alpha / 2
    return all(held is False for held in held_all) and given.low > alpha


def _other_reading(given: Span, limits: Limits, margins: Sequence[float]) -> str:
    """Return in words which other test would give P, "" for none."""
    if vague(given):
        return ""
    z = limits.z()
    if z and (given.meets(upper(z)) or given.meets(lower(z))):
        return "P would fit a one-sided test"
    for margin in margins:
        if any(given.meets(span) for span in _spans(limits, NON_INFERIORITY, margin)):
            return f"P may be for non-inferiority: it would fit a margin of {margin:g}"
    return ""


def near(given: Span, spans: Sequence[Span]) -> bool:
    """Return whether a P is as near to one of others as P values of two usual tests of the same patients.

    Parameters
    ----------
    given : Span
        Of the printed P.
    spans : sequence of Span
        Of the others.
    """
    for span in spans:
        nearer, further = (given.low, span.high) if given.low > span.high else (given.high, span.low)
        one, other = (_z_of(p) for p in (nearer, further))
        if abs(one - other) <= NEAR * max(one, other):
            return True
    return False


def _z_of(p: float) -> float:
    """Return how many standard errors a two-sided P stands for."""
    return -NORMAL.inv_cdf(p / 2) if 0 < p < 1 else FAR if p <= 0 else 0.0
