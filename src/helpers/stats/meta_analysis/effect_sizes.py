"""From counts to what is pooled: an estimate and its sampling variance per study, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Measure(NamedTuple):
    """A measure of effect: its name in words, the way back from the scale of analysis, its value at no effect."""

    label: str
    back: Callable[[Array], Array]
    no_effect: float | None


def _percent_of_logit(logit: Array) -> Array:
    return 100 / (1 + np.exp(-np.asarray(logit)))


MEASURES = {
    "RR": Measure("risk ratio", np.exp, 1.0),
    "OR": Measure("odds ratio", np.exp, 1.0),
    "RD": Measure("risk difference, percentage points", lambda value: 100 * np.asarray(value), 0.0),
    "PLO": Measure("percentage", _percent_of_logit, None),
    "GEN": Measure("estimate", lambda value: np.asarray(value) * 1.0, 0.0),
}


class EffectSizes(NamedTuple):
    """What is pooled, one per study: log ratio, risk difference 0-1, logit or any estimate, and its variance."""

    yi: Array
    vi: Array
    corrected: NDArray[np.bool_]  # 0.5 was added to the cells


def checked_counts(**columns: ArrayLike) -> list[Array]:
    """Return pairs of events and totals as arrays, or say which study is no proportion.

    Parameters: columns, in pairs events, total, each (k,), patients. Raises: ValueError.
    """
    arrays = {name: np.atleast_1d(np.asarray(column, float)) for name, column in columns.items()}
    if len({array.shape for array in arrays.values()}) > 1 or next(iter(arrays.values())).ndim != 1:
        raise ValueError(f"{', '.join(arrays)} have one number per study; got {[a.shape for a in arrays.values()]}")
    names = list(arrays)
    for events, total in zip(names[::2], names[1::2], strict=True):
        for study, (found, size) in enumerate(zip(arrays[events], arrays[total], strict=True), 1):
            if not (0 <= found <= size and size > 0 and np.isfinite(size)):
                rule = f"{events} lie between 0 and {total}, {total} above 0"
                raise ValueError(f"{rule}; got {found:g} of {size:g} in study {study}")
    return list(arrays.values())


def two_groups(
    measure: str, events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike
) -> EffectSizes:
    """Return log risk ratios, log odds ratios or risk differences of group 1 against group 2, with variances.

    Parameters: measure, "RR", "OR" or "RD"; events and totals, each (k,), patients. A study with a zero cell gets
    0.5 in all four cells for a ratio, and nothing for a difference. Raises: ValueError.
    Same as metafor `escalc(measure=, add=1/2, to="only0")`, for RD with `to="none"`.
    """
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    cells = np.stack([a, n - a, c, m - c])
    if measure == "RD":
        p, q = a / n, c / m
        return EffectSizes(p - q, p * (1 - p) / n + q * (1 - q) / m, np.zeros(len(a), bool))
    corrected = (cells == 0).any(0)
    a, b, c, d = cells + 0.5 * corrected
    if measure == "RR":
        ratios = np.log(a / (a + b)) - np.log(c / (c + d))
        return EffectSizes(ratios, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), corrected)
    if measure == "OR":
        return EffectSizes(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d, corrected)
    raise ValueError(f"a measure of two groups is RR, OR or RD; got {measure!r}")


def one_group(events: ArrayLike, total: ArrayLike) -> EffectSizes:
    """Return logits of proportions with their variances.

    Parameters: events and total, each (k,), patients. A study with no events, or nothing else, gets 0.5 in both
    cells. Raises: ValueError. Same as metafor `escalc(measure="PLO", add=1/2, to="only0")`.
    """
    found, size = checked_counts(events=events, total=total)
    cells = np.stack([found, size - found])
    corrected = (cells == 0).any(0)
    a, b = cells + 0.5 * corrected
    return EffectSizes(np.log(a / b), 1 / a + 1 / b, corrected)
