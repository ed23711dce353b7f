"""The list of checks: what each asks, which columns it reads, and which verdict it gives when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from helpers.audit.check import VERDICTS, Check

ASKS = "a question to a person"  # fails_as of a check that judges nothing itself


class Printed(NamedTuple):
    """A printed result as the checks read it.

    Parameters
    ----------
    cells : mapping of str to str
        Text by the names of `helpers.audit.COLUMNS`; what is not printed is absent.
    counts : mapping of str to int
        The whole numbers among the cells.
    rounding : str
        How its author rounded, one of `helpers.stats.rounding.ROUNDINGS`.
    own : bool
        Whether the counts are printed by the same text.
    """

    cells: Mapping[str, str]
    counts: Mapping[str, int]
    rounding: str
    own: bool

    @property
    def p_test(self) -> str:
        """Return which test P belongs to: what is said, else non-inferiority where a margin is printed; "" unknown."""
        return self.cells.get("p_test", "") or ("non-inferiority" if "margin" in self.cells else "")


Runner = Callable[[Printed], Iterator[Check]]


@dataclass(frozen=True)
class Registered:
    """A check as the list of checks has it: its name, what it asks, what failing means, and how a result is put to it.

    `run` is None for a check that looks at more than one result; `sound_only` keeps it from a result that is
    impossible already.
    """

    name: str
    question: str
    fails_as: Mapping[str, str]
    columns: tuple[str, ...] = ()
    run: Runner | None = None
    sound_only: bool = False


CHECKS: dict[str, Registered] = {}


def register(registered: Registered) -> None:
    """Add a check to the list.

    Raises
    ------
    ValueError
        For a name that is there already, or a verdict that is none.
    """
    if registered.name in CHECKS:
        raise ValueError(f"a check has a name of its own; {registered.name!r} is there already")
    if unknown := set(registered.fails_as) - {*VERDICTS, ASKS}:
        raise ValueError(f"fails_as takes verdicts: {', '.join(VERDICTS)}; got {', '.join(sorted(unknown))}")
    CHECKS[registered.name] = registered


def check(
    name: str, *, columns: tuple[str, ...], question: str, fails_as: Mapping[str, str], sound_only: bool = False
) -> Callable[[Runner], Runner]:
    """Return a decorator that adds a check of one printed result to the list.

    Parameters
    ----------
    name : str
        As `Check.name` has it.
    columns : tuple of str
        What it reads of a result, names of `helpers.audit.COLUMNS`.
    question : str
        What it asks, for readers.
    fails_as : mapping of str to str
        The verdicts that it gives on failing, or `ASKS`; each with the condition, "" for the usual one.
    sound_only : bool
        Whether it is left out where another check has called the result impossible.
    """

    def add(run: Runner) -> Runner:
        register(Registered(name, question, fails_as, columns, run, sound_only))
        return run

    return add


def failing_in_words(registered: Registered) -> str:
    """Return the verdicts of a check that fails, such as "unexplained; differs when ..."."""
    return "; ".join(f"{verdict} when {when}" if when else verdict for verdict, when in registered.fails_as.items())
