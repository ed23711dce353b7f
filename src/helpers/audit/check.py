"""What a check of printed numbers says: a verdict, the numbers that it is about, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

VERDICTS = {  # from the best to the worst, with what each means to a reader
    "reproduced": "computed again from counts that do not come from the review itself",
    "consistent": "could not be computed again from others' counts, and passes every check that applies",
    "unverifiable": "nothing at hand can check it",
    "rounding": "off by no more than one unit of the last printed place",
    "unexplained": "does not follow from the numbers beside it; another denominator, test or model might explain it",
    "differs": "not what the publication, or another page that quotes it, prints or gives",
    "inconsistent": "the review contradicts itself",
    "impossible": "no analysis could give it",
}
SOUND = ("reproduced", "consistent")  # verdicts that need no note
SEVERITY = {verdict: rank for rank, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True)
class Check:
    """The outcome of one check.

    Parameters: name of the check; verdict, a key of VERDICTS, or "" where the check could not have failed;
    reason, in words; parts, the columns of a result that it judges; question, something that a person must judge.
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

    Where nothing was found, one that could be checked outweighs those that could not, and one that was computed again
    from others' counts outweighs all; "unverifiable" where there is none.
    """
    found = {verdict for verdict in verdicts if verdict} or {"unverifiable"}
    if found <= {*SOUND, "unverifiable"}:
        return min(found, key=SEVERITY.__getitem__)
    return max(found, key=SEVERITY.__getitem__)


def each(check: Callable[..., Check], *columns: Iterable[Any], **options: Any) -> list[Check]:
    """Return a check of every case of a vector.

    Parameters: check, a function of this package; columns, one per argument, of equal length; options, for all.
    Raises: ValueError for columns of different lengths.
    """
    return [check(*case, **options) for case in zip(*columns, strict=True)]
