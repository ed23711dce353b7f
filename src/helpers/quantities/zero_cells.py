"""Which members of a pool have cells of zero, to which 0.5 is added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.stats.measures import BY_VARIANCE, MEASURES

if TYPE_CHECKING:
    from helpers.quantities.questions import Model, Part


def corrected(model: Model, parts: Iterable[Part]) -> list[Part]:
    """Return the members to whose cells 0.5 is added, for a difference for the variance alone."""
    if model.method not in BY_VARIANCE:
        return []
    cells = [(part, [(group.events, group.total - group.events) for group in part.counts]) for part in parts]
    return [part for part, groups in cells if groups and MEASURES[model.measure].corrects(*groups)]
