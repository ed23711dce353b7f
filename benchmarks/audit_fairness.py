"""How often does the audit accuse a correct result, and how many planted misprints does it find?

Results as tables print them: two groups' counts with RR, OR or RD, P by any of nine tests and intervals by three
methods; adjusted and hazard ratios whose P comes from a neighbouring test; ordinal shifts with Wilcoxon's P; P values
for a margin and one-sided ones that nobody says are so. An alarm is "inconsistent" or "impossible"; what is only told
is "unexplained" or "rounding". Planted misprints are put into results whose P and interval come from one test.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2_contingency, hypergeom, mannwhitneyu

from helpers import audit
from helpers.stats.ordinal import common_odds_ratio

ALARMS = ("inconsistent", "impossible")
NORMAL = NormalDist()
Z = NORMAL.inv_cdf(0.975)
RATIO_MARGINS = (0.75, 0.8, 0.85, 0.9, 1.1, 1.2, 1.25, 1.3, 1.5)
POINT_MARGINS = (3, 5, 6, 7.5, 10, 12, 15)


class Table(NamedTuple):
    """Events and patients of two groups."""

    a: int
    n: int
    c: int
    m: int

    @property
    def cells(self) -> list[list[int]]:
        """Return the four cells."""
        return [[self.a, self.n - self.a], [self.c, self.m - self.c]]


class Effect(NamedTuple):
    """An estimate and its error on the scale of analysis: of logarithms for a ratio."""

    centre: float
    error: float
    ratio: bool


def two_sided(z: float) -> float:
    """Return the P of a normal statistic."""
    return math.erfc(abs(z) / math.sqrt(2))


def wald(measure: str, t: Table) -> Effect:
    """Return Wald's effect, from its textbook formula."""
    p, q = t.a / t.n, t.c / t.m
    if measure == "RD":
        return Effect(p - q, math.sqrt(p * (1 - p) / t.n + q * (1 - q) / t.m), ratio=False)
    if measure == "RR":
        return Effect(math.log(p / q), math.sqrt(1 / t.a - 1 / t.n + 1 / t.c - 1 / t.m), ratio=True)
    (a, b), (c, d) = t.cells
    return Effect(math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), ratio=True)


def fisher(t: Table) -> tuple[float, float]:
    """Return P of Fisher's test, and its mid-P."""
    events = t.a + t.c
    least = max(0, events - t.m)
    weights = hypergeom.pmf(np.arange(least, min(events, t.n) + 1), t.n + t.m, events, t.n)
    own = weights[t.a - least]
    return min(1.0, weights[weights <= own * (1 + 1e-7)].sum()), weights[weights < own * (1 - 1e-7)].sum() + own / 2


def p_by(test: str, measure: str, t: Table) -> float:
    """Return P of a test of two groups."""
    if test == "wald":
        effect = wald(measure, t)
        return two_sided(effect.centre / effect.error)
    if test in ("fisher", "mid-P"):
        return float(fisher(t)[test == "mid-P"])
    if test == "likelihood ratio":
        return float(chi2_contingency(t.cells, correction=False, lambda_="log-likelihood").pvalue)
    if test == "N - 1":
        total = t.n + t.m
        return two_sided(math.sqrt(chi2_contingency(t.cells, correction=False).statistic * (total - 1) / total))
    return float(chi2_contingency(t.cells, correction=test == "yates").pvalue)


TESTS = ("wald", "wald", "chi-square", "chi-square", "yates", "fisher", "mid-P", "likelihood ratio", "N - 1")


def newcombe(t: Table) -> tuple[float, float]:
    """Return the limits of a risk difference by Newcombe's method 10 (scores)."""

    def score(x: int, n: int) -> tuple[float, float]:
        p, z2 = x / n, Z * Z
        half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return (p + z2 / (2 * n) - half) / (1 + z2 / n), (p + z2 / (2 * n) + half) / (1 + z2 / n)

    (p, (l1, u1)), (q, (l2, u2)) = (t.a / t.n, score(t.a, t.n)), (t.c / t.m, score(t.c, t.m))
    return p - q - math.hypot(p - l1, u2 - q), p - q + math.hypot(u1 - p, q - l2)


def score_limits(measure: str, t: Table) -> tuple[float, float]:
    """Return limits where the chi-square test of a ratio is just significant: Cornfield's (OR), Koopman's (RR)."""

    def statistic(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        if measure == "OR":  # the expected a with these margins and this odds ratio
            one, two = ratio - 1, t.n * ratio + (t.a + t.c) * ratio + t.m - (t.a + t.c)
            three = ratio * t.n * (t.a + t.c)
            root = math.sqrt(max(0.0, two * two - 4 * one * three))
            x = three / two if abs(one) < 1e-9 else (two - root) / (2 * one)
            cells = (x, t.n - x, t.a + t.c - x, t.m - t.a - t.c + x)
            return (t.a - x) / math.sqrt(1 / sum(1 / cell for cell in cells))
        one = (t.n + t.m) * ratio
        two = t.n * ratio + t.a + t.m + t.c * ratio
        q = (two - math.sqrt(max(0.0, two * two - 4 * one * (t.a + t.c)))) / (2 * one)
        p = ratio * q
        error = math.sqrt(max(1e-300, p * (1 - p) / t.n + ratio * ratio * q * (1 - q) / t.m))
        return (t.a / t.n - ratio * t.c / t.m) / error

    centre = wald(measure, t).centre
    limits = []
    for end in (centre - 12, centre + 12):
        near, far = centre, end
        for _ in range(60):
            middle = (near + far) / 2
            near, far = (middle, far) if abs(statistic(middle)) < Z else (near, middle)
        limits.append(near)
    return limits[0], limits[1]


def p_text(p: float, r: random.Random) -> str:
    """Return P as journals print it."""
    way = r.random()
    if p < 0.001:
        return r.choice(("<0.001", "<0.001", "<0.01", "<0.05", "0.000", "0.00", "<0.0001" if p < 0.0001 else "<0.001"))
    if way < 0.15:
        return "<0.05" if p < 0.05 else ">0.05"
    if p > 0.99 and way < 0.5:
        return ">0.99"
    if way < 0.5 and p < 0.01:
        return f"{p:.3f}"
    return f"{p:.{2 if way < 0.6 else 3}f}"


def draw(r: random.Random, most: int = 600) -> Table:
    """Return a trial: sizes alike, a base risk, an effect near what trials find."""
    while True:
        n = r.randint(15, most)
        m = max(15, round(n * r.choice((0.5, 0.97, 1, 1, 1.02, 2))))
        base, shift = math.log(q := r.uniform(0.02, 0.98)) - math.log(1 - q), r.gauss(0, 0.5)
        risks = (1 / (1 + math.exp(-base - shift)), 1 / (1 + math.exp(-base)))
        a, c = (sum(r.random() < risk for _ in range(size)) for risk, size in zip(risks, (n, m), strict=True))
        if 0 < a < n and 0 < c < m:
            return Table(a, n, c, m)


def shown(effect: Effect, r: random.Random, limits: tuple[float, float] | None = None) -> dict[str, str]:
    """Return estimate and limits as printed."""
    low, high = limits or (effect.centre - Z * effect.error, effect.centre + Z * effect.error)
    numbers = [math.exp(x) if effect.ratio else 100 * x for x in (effect.centre, low, high)]
    if effect.ratio and min(numbers) < 0.02:
        places = 3
    else:
        places = r.choice((1, 2, 2, 2, 3)) if effect.ratio else r.choice((0, 1, 1, 1, 2))
    return dict(zip(("estimate", "ci_low", "ci_high"), (f"{x:.{places}f}" for x in numbers), strict=True))


def groups(t: Table, r: random.Random) -> dict[str, str]:
    """Return what a table shows of two groups: counts, percentages, or nothing."""
    way, places = r.random(), r.choice((0, 1, 1, 1))
    cells = {"total_1": str(t.n), "total_2": str(t.m)}
    if way < 0.6:
        cells |= {"events_1": str(t.a), "events_2": str(t.c)}
    if way < 0.85:
        cells |= {"percent_1": percentage(t.a, t.n, places), "percent_2": percentage(t.c, t.m, places)}
    return cells if way < 0.85 else {}


def percentage(events: int, total: int, places: int) -> str:
    """Return a percentage, halves up, by exact arithmetic."""
    return str((Decimal(100 * events) / total).quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP"))


def crude(r: random.Random) -> dict[str, str]:
    """Return a crude effect with P by any test and an interval by any method."""
    t, measure, test = draw(r), r.choice(("RR", "OR", "RD")), r.choice(TESTS)
    effect, limits = wald(measure, t), None
    if r.random() < 0.2:
        limits = newcombe(t) if measure == "RD" else score_limits(measure, t)
    row = {"measure": measure, **shown(effect, r, limits), "p": p_text(p_by(test, measure, t), r), **groups(t, r)}
    return row


def matched(r: random.Random) -> dict[str, str]:
    """Return a crude effect whose interval and P come from one test."""
    t, measure = draw(r), r.choice(("RR", "OR", "RD"))
    return {"measure": measure, **shown(wald(measure, t), r), "p": p_text(p_by("wald", measure, t), r), **groups(t, r)}


def no_interval(r: random.Random) -> dict[str, str]:
    """Return two groups and P by any test."""
    t = draw(r)
    test = r.choice(TESTS)
    return {"p": p_text(p_by(test, r.choice(("RR", "OR", "RD")), t), r), **groups(t, r)}


def normal_effect(r: random.Random) -> Effect:
    """Return an adjusted or hazard ratio, or a mean difference."""
    error = math.exp(r.uniform(math.log(0.03), math.log(0.8)))
    ratio = r.random() < 0.8
    return Effect(r.gauss(0, 1.7) * error, error, ratio)


def modelled(r: random.Random) -> dict[str, str]:
    """Return an adjusted effect; its P from its own test, a likelihood ratio, or t."""
    effect = normal_effect(r)
    z = effect.centre / effect.error
    z *= r.choice((1, 1, 1 + r.gauss(0, 0.02), 1 + r.gauss(0, 0.03)))
    names = ("aOR", "aRR", "HR", "aHR", "IRR", "common OR") if effect.ratio else ("MD", "aRD")
    return {"measure": r.choice(names), **shown(effect, r), "p": p_text(two_sided(z), r)}


def ordinal(r: random.Random) -> dict[str, str]:
    """Return a shift over seven categories, as a common odds ratio with P by Wilcoxon's test or its own."""
    n = r.randint(30, 400)
    weights = np.array([r.uniform(0.2, 2) for _ in range(7)])
    cuts = np.log(np.cumsum(weights)[:-1] / (weights.sum() - np.cumsum(weights)[:-1]))
    shares = [np.diff(np.r_[0, 1 / (1 + np.exp(-cuts - shift)), 1]) for shift in (r.gauss(0, 0.35), 0)]
    state = np.random.default_rng(r.getrandbits(32))
    one, two = (state.multinomial(n, share) for share in shares)
    found = common_odds_ratio(one, two)
    scores = [np.repeat(np.arange(7), group) for group in (one, two)]
    p = found.p if r.random() < 0.4 else float(mannwhitneyu(*scores, use_continuity=r.random() < 0.5).pvalue)
    error = (math.log(found.high) - math.log(found.low)) / (2 * Z)
    row = {"measure": "common OR", "outcome_type": "ordinal", "p": p_text(p, r)}
    return row | shown(Effect(math.log(found.estimate), error, ratio=True), r)


def margin(r: random.Random) -> dict[str, str]:
    """Return an effect whose P is for a margin, one-sided or two-sided, and nobody says so."""
    while True:
        effect = normal_effect(r)
        against = (
            math.log(r.choice(RATIO_MARGINS)) if effect.ratio else r.choice((-1, 1)) * r.choice(POINT_MARGINS) / 100
        )
        z = (effect.centre - against) / effect.error * (1 if against < 0 else -1)
        p = (1 if r.random() < 0.7 else 2) * (1 - NORMAL.cdf(z))
        if p < 0.9:
            break
    return {
        "measure": r.choice(("aOR", "RR", "common OR")) if effect.ratio else "RD",
        **shown(effect, r),
        "p": p_text(p, r),
    }


def one_sided(r: random.Random) -> dict[str, str]:
    """Return an effect with a one-sided P that nobody says is one-sided."""
    effect = normal_effect(r)
    p = 1 - NORMAL.cdf(effect.centre / effect.error * r.choice((-1, 1, 1, 1)))
    return {"measure": "aOR" if effect.ratio else "MD", **shown(effect, r), "p": p_text(p, r)}


KINDS: dict[str, tuple[float, Callable[[random.Random], dict[str, str]]]] = {
    "crude, P and interval by one test": (0.2, matched),
    "crude, P and interval by any two": (0.3, crude),
    "two groups and P, no interval": (0.15, no_interval),
    "adjusted, hazard, rate, means": (0.15, modelled),
    "ordinal shift": (0.05, ordinal),
    "P for a margin, unsaid": (0.075, margin),
    "one-sided P, unsaid": (0.075, one_sided),
}


def fairness(results: int, seed: int) -> None:
    """Print how many correct results of each kind are accused, and how many are told of."""
    print(f"{'correct results':36}{'tried':>8}{'alarms':>8}{'told':>8}{'told %':>8}")
    alarms = tried = 0
    for kind, (share, make) in KINDS.items():
        r, count = random.Random(f"{seed} {kind}"), Counter[str]()
        number = max(1, round(share * results))
        for _ in range(number):
            row = make(r)
            verdict = audit.audit_result({"result": "r", **row}).verdict
            count["alarm" if verdict in ALARMS else "told" if verdict in ("unexplained", "rounding") else ""] += 1
            if verdict in ALARMS and count["alarm"] <= 3:
                print("   ", verdict, row)
        alarms, tried = alarms + count["alarm"], tried + number
        print(f"{kind:36}{number:>8}{count['alarm']:>8}{count['told']:>8}{100 * count['told'] / number:>7.2f}%")
    print(f"{'all':36}{tried:>8}{alarms:>8}   {10_000 * alarms / tried:.2f} in 10,000\n")


def _digit(number: str, r: random.Random) -> str:
    at = r.choice([at for at, letter in enumerate(number) if letter.isdecimal()])
    return number[:at] + r.choice([d for d in "0123456789" if d != number[at]]) + number[at + 1 :]


def _plant(kind: str, row: dict[str, str], r: random.Random) -> None:
    """Put one misprint of a kind into a result."""
    if kind == "digit changed in estimate or limit":
        column = r.choice(("estimate", "ci_low", "ci_high"))
        row[column] = _digit(row[column], r)
    elif kind == "digit changed in a percentage":
        row["percent_1"] = _digit(row["percent_1"], r)
    elif kind == "sign lost or added":
        column = r.choice(("estimate", "ci_low", "ci_high"))
        row[column] = row[column][1:] if row[column][0] == "-" else f"-{row[column]}"
    elif kind == "limits swapped":
        row["ci_low"], row["ci_high"] = row["ci_high"], row["ci_low"]
    elif kind == "another denominator":
        row["total_1"] = str(int(row["total_1"]) + r.choice((-7, -4, -3, -2, -1, 1, 2, 3, 4, 7)))
    elif kind == "P of another power of ten":
        digits = row["p"].lstrip("<>")
        moved = Decimal(digits) * r.choice((Decimal(10), Decimal("0.1")))
        row["p"] = row["p"][: -len(digits)] + format(moved, "f") if moved < 1 else row["p"]
    elif kind == "P on the other side of 0.05":
        p = float(row["p"].lstrip("<>"))
        row["p"] = f"{r.uniform(0.06, 0.9):.2f}" if p < 0.05 else f"{r.uniform(0.001, 0.045):.3f}"


MISPRINTS = (
    "digit changed in estimate or limit",
    "digit changed in a percentage",
    "sign lost or added",
    "limits swapped",
    "another denominator",
    "P of another power of ten",
    "P on the other side of 0.05",
)


def detection(planted: int, seed: int) -> None:
    """Print how many planted misprints of each kind are noticed, and how many of them are called contradictions.

    The last column is for the same rows in a table that says that its P values are two-sided.
    """
    print(f"{'planted misprints':36}{'tried':>8}{'noticed':>9}{'accused':>9}{'if two-sided':>14}")
    for kind in MISPRINTS:
        r, count, tried = random.Random(f"{seed} {kind}"), Counter[str](), 0
        while tried < planted:
            row = matched(r)
            if kind == "digit changed in a percentage" and "percent_1" not in row:
                continue
            if kind == "another denominator" and "total_1" not in row:
                continue
            before = dict(row)
            _plant(kind, row, r)
            if row == before:
                continue
            tried += 1
            found = audit.audit_result({"result": "r", **row})
            count["accused"] += found.verdict in ALARMS
            said = audit.audit_result({"result": "r", "p_test": "two-sided", **row})
            count["said"] += said.verdict in ALARMS
            count["noticed"] += found.verdict not in ("consistent", "unverifiable")
        shares = [100 * count[name] / tried for name in ("noticed", "accused", "said")]
        print(f"{kind:36}{tried:>8}{shares[0]:>8.1f}%{shares[1]:>8.1f}%{shares[2]:>13.1f}%")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=int, default=200_000, help="correct results")
    parser.add_argument("--planted", type=int, default=2_000, help="misprints of each kind")
    parser.add_argument("--seed", type=int, default=20260105)
    options = parser.parse_args()
    begun = time.process_time()
    fairness(options.results, options.seed)
    detection(options.planted, options.seed)
    print(f"{time.process_time() - begun:.0f} s")


if __name__ == "__main__":
    main()
