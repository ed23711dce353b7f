"""From counts to what is pooled: an estimate and its sampling variance per study, and the way back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from helpers.stats.measures import CORRECTION, MEASURES, Measure, two_group_measure

Array = NDArray[np.float64]


class EffectSizes(NamedTuple):
    """What is pooled, one per study: log ratio, risk difference 0-1, logit or any estimate, and its variance."""

    yi: Array
    vi: Array
    corrected: NDArray[np.bool_]  # 0.5 was added to the cells, for a difference those of its variance


def checked_counts(**columns: ArrayLike) -> list[Array]:
    """Return pairs of events and totals as arrays, or say which study is no proportion.

    Parameters
    ----------
    **columns : (k,) array_like
        Patients, in pairs: events, total.

    Raises
    ------
    ValueError
        Naming the first study at fault.
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


def on_scale(measure: Measure, *cells: Array) -> Array:
    """Return what a group's patients with and without the event give, on the scale of analysis."""
    top, bottom = measure.fraction(*cells)
    share: Array = top / bottom
    return share if measure.scale == "identity" else np.log(share)


def variance_of(measure: Measure, *cells: Array) -> Array:
    """Return the variance that a group's patients with and without the event bring, on the scale of analysis."""
    return np.asarray(measure.variance(*cells))


def two_groups(
    measure: str, events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike
) -> EffectSizes:
    """Return the effects of group 1 against group 2, study by study, with their variances.

    Parameters
    ----------
    measure : str
        One of `helpers.stats.measures.CRUDE`.
    events_1, total_1, events_2, total_2 : (k,) array_like
        Patients. A study with a zero cell gets 0.5 in all four cells for a ratio. A difference stays as observed;
        where both risks are 0 or 1, its variance is that of the table with 0.5 in all four cells.

    Returns
    -------
    EffectSizes
        Log ratios, or differences 0-1.

    Raises
    ------
    ValueError
        For another measure, or naming the first study whose counts are none.

    Notes
    -----
    Same as metafor `escalc(measure=, add=1/2, to="only0")`, for RD with `to="none"`, but for the variance where both
    risks are 0 or 1, which is that of `to="only0"`.
    """
    chosen = two_group_measure(measure)
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    one, other = np.stack([a, n - a]), np.stack([c, m - c])
    corrected = chosen.corrects(one, other)
    more = CORRECTION * corrected
    variances = variance_of(chosen, *(one + more)) + variance_of(chosen, *(other + more))
    more = more * chosen.corrects_zero
    return EffectSizes(on_scale(chosen, *(one + more)) - on_scale(chosen, *(other + more)), variances, corrected)


def one_group(events: ArrayLike, total: ArrayLike) -> EffectSizes:
    """Return logits of proportions with their variances.

    Parameters
    ----------
    events, total : (k,) array_like
        Patients. A study with no events, or nothing else, gets 0.5 in both cells.

    Raises
    ------
    ValueError
        Naming the first study whose counts are none.

    Notes
    -----
    Same as metafor `escalc(measure="PLO", add=1/2, to="only0")`.
    """
    chosen = MEASURES["PLO"]
    found, size = checked_counts(events=events, total=total)
    cells = np.stack([found, size - found])
    corrected = chosen.corrects(cells)
    a, b = cells + CORRECTION * corrected
    return EffectSizes(on_scale(chosen, a, b), variance_of(chosen, a, b), corrected)


def mean_differences(
    measure: str,
    mean_1: ArrayLike,
    sd_1: ArrayLike,
    total_1: ArrayLike,
    mean_2: ArrayLike,
    sd_2: ArrayLike,
    total_2: ArrayLike,
) -> EffectSizes:
    """Return how far the means of group 1 lie above those of group 2, study by study, with their variances.

    Parameters
    ----------
    measure : {"MD", "SMD"}
        The difference, in the unit of the means; or standardised: Hedges' g, in standard deviations of both groups
        together, without the bias of small samples.
    mean_1, sd_1, total_1, mean_2, sd_2, total_2 : (k,) array_like
        Mean, standard deviation (above 0) and patients (2 or more) of each group.

    Returns
    -------
    EffectSizes

    Raises
    ------
    ValueError
        For another measure, or for numbers that are no means with their deviations.

    Notes
    -----
    Same as metafor `escalc(measure="MD"|"SMD")`: Hedges, J Educ Stat 1981;6:107, with the exact correction.
    """
    if measure not in ("MD", "SMD"):
        raise ValueError(f"means give MD or SMD; got {measure!r}")
    columns = [np.atleast_1d(np.asarray(column, float)) for column in (mean_1, sd_1, total_1, mean_2, sd_2, total_2)]
    if len({column.shape for column in columns}) > 1 or columns[0].ndim != 1:
        raise ValueError(f"means, deviations and totals have one number per study; got {[c.shape for c in columns]}")
    m1, sd1, n1, m2, sd2, n2 = columns
    sound = np.isfinite(np.stack(columns)).all(0) & (sd1 > 0) & (sd2 > 0) & (n1 >= 2) & (n2 >= 2)
    if not sound.all():
        raise ValueError(
            f"a standard deviation is above 0, of 2 patients or more; study {int(np.argmin(sound)) + 1} has none"
        )
    none = np.zeros(len(m1), bool)
    if measure == "MD":
        return EffectSizes(m1 - m2, sd1**2 / n1 + sd2**2 / n2, none)
    df = n1 + n2 - 2
    together = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    unbiased = np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2) - np.log(df / 2) / 2)
    g = unbiased * (m1 - m2) / together
    return EffectSizes(g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)), none)
