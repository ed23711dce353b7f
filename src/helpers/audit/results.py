"""Whole results: every check that the printed numbers of one allow, a table of them, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from helpers.audit import comparisons, intervals, means, p_and_interval, percentages, plausibility, reported_tests  # noqa: F401 - their checks enter the list
from helpers.audit.check import SEVERITY, Check, worst
from helpers.audit.p_tests import P_TESTS
from helpers.audit.registry import CHECKS, Printed
from helpers.audit.repeated import alike
from helpers.stats.measures import COMPARISONS
from helpers.stats.rounding import ROUNDINGS

COLUMNS = {  # of a printed result, with what each holds
    "result": "its name, each once",
    "measure": f"{', '.join(COMPARISONS)}, or in words; with a before it when adjusted (aOR), or pooled",
    "outcome_type": "binary (read at a fixed time), ordinal or time to event",
    "estimate": "the effect",
    "ci_low": "lower limit of its confidence interval",
    "ci_high": "upper limit",
    "level": "of the interval, percent; empty for 95",
    "p": "P value, with < or > before it where printed so",
    "p_test": f"which test P belongs to: {', '.join(P_TESTS)}; empty where nobody says",
    "margin": "of non-inferiority or equivalence, on the scale of the effect",
    "statistic": "test statistic of P: t(28) = 2.20, F(2, 57) = 3.1, chi2(1) = 4.2, z = 2.1 or r(48) = 0.31",
    "events_1": "patients with the event, first group",
    "total_1": "patients of the first group",
    "percent_1": "their percentage",
    "events_2": "the same of the second group",
    "total_2": "the same of the second group",
    "percent_2": "the same of the second group",
    "mean_1": "mean of the first group",
    "sd_1": "its standard deviation",
    "mean_2": "the same of the second group",
    "sd_2": "the same of the second group",
    "items": "how many whole numbers of each patient the means average, 1 for a score; empty where they are not whole",
    "total": "patients of both groups together",
    "dose": "a dose",
    "unit": "its unit, such as mg/(kg·min)",
    "fact": "a word that results share when they print the same fact",
}
WORDS = ("result", "measure", "outcome_type", "p_test", "statistic", "unit", "fact")
WHOLE = ("events_1", "total_1", "events_2", "total_2", "total")


@dataclass(frozen=True)
class Audited:
    """A printed result with all its checks; a check that could not fail has no verdict."""

    result: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> str:
        """Return the most serious verdict."""
        return worst(check.verdict for check in self.checks)

    @property
    def questions(self) -> list[str]:
        """Return what a person must judge."""
        return [check.question for check in self.checks if check.question]


def audit_result(result: Mapping[str, str], *, rounding: str = "half", own: bool = True) -> Audited:
    """Return a printed result with every check that its numbers allow.

    Parameters
    ----------
    result : mapping of str to str
        Text by the names of `COLUMNS`; empty or absent where nothing is printed.
    rounding : str
        How its author rounded, one of `helpers.stats.rounding.ROUNDINGS`.
    own : bool
        Whether its counts are printed by the same text.

    Returns
    -------
    Audited
        Its checks; those that need a possible result are left out where another has called it impossible.

    Raises
    ------
    ValueError
        For a cell that is no number, or a rounding that is not known.
    """
    if rounding not in ROUNDINGS:
        raise ValueError(f"rounding is one of {', '.join(ROUNDINGS)}; got {rounding!r}")
    cells = {name: text for name, text in result.items() if text}
    printed = Printed(cells, {name: int(cells[name]) for name in WHOLE if name in cells}, rounding, own)
    checks = _run(printed, sound_only=False)
    if not any(check.verdict == "impossible" for check in checks):
        checks += _run(printed, sound_only=True)
    return Audited(result, tuple(checks))


def _run(printed: Printed, *, sound_only: bool) -> list[Check]:
    runners = (one.run for one in CHECKS.values() if one.run and one.sound_only is sound_only)
    return [check for run in runners for check in run(printed)]


def audit_table(results: Iterable[Mapping[str, str]], *, rounding: str = "half") -> list[Audited]:
    """Return every result with its checks, also of the facts that several results print.

    Parameters
    ----------
    results : iterable of mapping
        As for `audit_result`; results of one `fact` must agree in every number that both print.
    rounding : str
        As for `audit_result`.
    """
    audited = [audit_result(result, rounding=rounding) for result in results]
    by_fact: dict[str, list[int]] = {}
    for at, one in enumerate(audited):
        if one.result.get("fact"):
            by_fact.setdefault(one.result["fact"], []).append(at)
    for places in by_fact.values():
        for column in (name for name in COLUMNS if name not in WORDS):
            printed = {at: audited[at].result[column] for at in places if audited[at].result.get(column)}
            if len(printed) < 2 or any(text[0] in "<>≤≥" for text in printed.values()):
                continue
            check = alike({audited[at].result.get("result", str(at)): text for at, text in printed.items()})
            for at in printed:
                own = Check(check.name, check.verdict, check.reason, (column,))
                audited[at] = Audited(audited[at].result, (*audited[at].checks, own))
    return audited


def summarise(audited: Iterable[Audited], of: Callable[[Audited], str] = lambda found: found.verdict) -> dict[str, int]:
    """Return how many results have each verdict, best first.

    Parameters
    ----------
    audited : iterable of Audited
        The results.
    of : callable
        Gives another word to count by.
    """
    counts = Counter(map(of, audited))
    return dict(sorted(counts.items(), key=lambda pair: (SEVERITY.get(pair[0], len(SEVERITY)), pair[0])))
