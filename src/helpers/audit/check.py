"""What a check of printed numbers says: a verdict, the numbers that it is about, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

VERDICTS = {  # from the best to the worst, with what each means to a reader
    "reproduced": "computed again from counts that do not come from the review itself",
    "confirmed": "printed or given so by a source outside the review",
    "quoted": "printed so by a source outside the review, though the numbers beside it there do not give it",
    "consistent": "compared with nothing outside the review; passes every check that applies",
    "unverifiable": "nothing at hand can check it",
    "rounding": "off by no more than one unit of the last printed place",
    "unexplained": "does not follow from the numbers beside it; another denominator, test or model might explain it",
    "differs": "not what the publication, or another page that quotes it, prints or gives",
    "inconsistent": "the review contradicts itself",
    "impossible": "no analysis could give it",
}
OF_TABLES = {  # what some of them mean where nobody's review, and no publication, is at hand
    "reproduced": "computed again from its counts",
    "consistent": "passes every check that applies",
    "inconsistent": "the table contradicts itself",
}
SOUND = ("reproduced", "confirmed", "consistent")  # verdicts that need no note
OUTSIDE = ("reproduced", "confirmed")  # those that a source outside the review gives
SEVERITY = {verdict: rank for rank, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True)
class Check:
    """The outcome of one check.

    Parameters
    ----------
    name : str
        Of the check.
    verdict : str
        A key of `VERDICTS`; "" where the check could not have failed.
    reason : str
        In words.
    parts : tuple of str
        The columns of a result that it judges.
    question : str
        What a person must judge; "" for nothing.
    """

    name: str
    verdict: str
    reason: str = ""
    parts: tuple[str, ...] = ()
    question: str = ""

    @property
    def passed(self) -> bool:
        """Return whether nothing was found."""
        return self.verdict in ("", *SOUND) and not self.question


def worst(verdicts: Iterable[str]) -> str:
    """Return the most serious of the verdicts.

    Parameters
    ----------
    verdicts : iterable of str
        Keys of `VERDICTS`; "" is passed over.

    Returns
    -------
    str
        "unverifiable" where there is none. Where nothing is wrong, a verdict that could be checked outweighs those
        that could not, and one that was computed again from others' counts outweighs all.
    """
    given = {verdict for verdict in verdicts if verdict} or {"unverifiable"}
    if given <= {*SOUND, "unverifiable"}:
        return min(given, key=SEVERITY.__getitem__)
    return max(given, key=SEVERITY.__getitem__)
