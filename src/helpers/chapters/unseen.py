"""Which of the numbers that chapters show nobody has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from helpers.chapters.lock import Kept, Key, Lock
from helpers.files.problems import Place, Problem, quote
from helpers.quantities.syntax import functions_in

RULE, REMEDY = "a shown number is one that a person has seen", "Look at it; then run `review accept`."


def find_unseen_problems(lock: Lock | None, shown: Iterable[Kept]) -> dict[Problem, Key | None]:
    """Return the numbers that are not those that a person has seen, each with what it was, and which number it is.

    Parameters: lock, None for a book that keeps no numbers: it has no such fault; shown, what the chapters show today.
    Where a merge kept what was seen on both sides, a number that is one of them is told with the other. A number that
    is shown less often than it was seen has been seen; one that is shown more often stands where nobody looked.
    """
    if lock is None or lock.seen is None:
        return dict.fromkeys(lock.problems if lock else ())
    today = sorted(shown, key=lambda each: each.line)
    now, lines = Counter(each.key for each in today), {each.key: each.line for each in today}
    given = {key[:2]: key for key in now}
    left = {key: None for key in lock.seen if key not in now}
    problems: dict[Problem, Key | None] = dict.fromkeys(lock.problems)
    for key in now - lock.seen:
        file, expression, text = key
        earlier = _earlier(key, left)
        was = "it was " + " and ".join(f"{quote(old[2])} by {old[1]}" for old in earlier) if earlier else "it is new"
        for old in earlier:
            del left[old]
        found = f"{expression} gives {quote(text)}; {was}"
        problems[Place(file, line=lines[key]).fault(RULE, found, REMEDY)] = key
    for file, expression, text in left:
        if other := given.get((file, expression)):
            found = f"{expression} gives {quote(other[2])}; it was {quote(text)} on the other side of a merge"
            problems[Place(file, line=lines[other]).fault(RULE, found, REMEDY)] = other
        else:
            found = f"{quote(text)} by {expression} is no longer shown"
            problems[Place(file).fault(RULE, found, REMEDY)] = (file, expression, text)
    return problems


def _earlier(key: Key, left: Iterable[Key]) -> list[Key]:
    """Return which of the numbers that are no longer shown became this one: by expression, text, or functions."""
    file, expression, text = key
    if same := [old for old in left if old[:2] == (file, expression)]:
        return same  # two, where a merge kept the lines of both sides
    called = functions_in(expression)
    likely = [old for old in left if (old[0], old[2]) == (file, text)]
    likely += [old for old in left if called and (old[0], functions_in(old[1])) == (file, called)]
    return likely[:1]
