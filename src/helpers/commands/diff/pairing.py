"""Which thing of a list became which one of another: by what they are, then by where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import Any

Key = Callable[[Any], Hashable]


def paired(old: Sequence[Any], new: Sequence[Any], keys: Sequence[Key], kind: Key) -> list[tuple[Any, Any]]:
    """Return each thing with what it became: None stands for one that was added or removed.

    Parameters: old and new, in their order; keys, what tells things apart, the most telling first; kind, what a thing
    keeps even when all else changes. Things of one key are paired where the order of both lists agrees, then wherever
    they stand, the first with the first; what is left over between the same neighbours is paired in order.
    Returns: pairs in the order of `new`, then what was removed.
    """
    partner: dict[int, int] = {}  # from new to old
    blocks = SequenceMatcher(None, [*map(keys[0], old)], [*map(keys[0], new)], autojunk=False).get_matching_blocks()
    for block in blocks:
        partner.update({block.b + step: block.a + step for step in range(block.size)})
    for key in keys:
        _pair_in_order(old, new, partner, lambda number, things, key=key: key(things[number]))
    anchors = sorted(partner.items())
    before_new = [at for at, _ in anchors]
    before_old = sorted((at, number) for number, (_, at) in enumerate(anchors))

    def neighbour(number: int, things: Sequence[Any]) -> Hashable:
        if things is new:
            return bisect_right(before_new, number) - 1, kind(new[number])
        place = bisect_right(before_old, (number, len(anchors))) - 1
        return (before_old[place][1] if place >= 0 else -1), kind(old[number])

    _pair_in_order(old, new, partner, neighbour)
    gone = set(range(len(old))) - set(partner.values())
    found = [(old[partner[at]] if at in partner else None, thing) for at, thing in enumerate(new)]
    return [*found, *((old[at], None) for at in sorted(gone))]


def _pair_in_order(
    old: Sequence[Any], new: Sequence[Any], partner: dict[int, int], key: Callable[[int, Sequence[Any]], Hashable]
) -> None:
    """Pair what is left over and has one key, the first with the first."""
    taken, waiting = set(partner.values()), defaultdict(deque)
    for number in range(len(old)):
        if number not in taken:
            waiting[key(number, old)].append(number)
    found = {}
    for number in range(len(new)):
        if number not in partner and waiting.get(same := key(number, new)):
            found[number] = waiting[same].popleft()
    partner.update(found)
