"""A pool per subgroup of studies, and whether the subgroups differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.meta_analysis.checks import checked_estimates
from helpers.stats.meta_analysis.pool import pool
from helpers.stats.meta_analysis.regression import meta_regression
from helpers.stats.meta_analysis.result import Pool

FEWEST_IN_GROUP = 2  # of one study nobody knows how much its like differ among themselves


@dataclass(frozen=True)
class Difference:
    """The test of no difference between subgroups, with one variance between studies for all of them.

    Attributes
    ----------
    tau2 : float
        Variance between studies within subgroups, on the scale of analysis.
    statistic : float
        F with df and df2 degrees of freedom, or chi2 with df where df2 is None.
    df, df2 : int, int or None
        Subgroups less one; studies less subgroups.
    p : float
        Of the test.
    """

    tau2: float
    statistic: float
    df: int
    df2: int | None
    p: float


@dataclass(frozen=True)
class Subgroups:
    """A pool per subgroup, and the test of whether they differ.

    Attributes
    ----------
    pools : mapping of str to Pool
        By label.
    difference : Difference or None
        None where a subgroup has fewer than FEWEST_IN_GROUP studies.
    """

    pools: Mapping[str, Pool]
    difference: Difference | None


def too_small(labels: Sequence[str]) -> list[str]:
    """Return the subgroups that have fewer than FEWEST_IN_GROUP studies, in order of first appearance."""
    return [label for label in dict.fromkeys(labels) if labels.count(label) < FEWEST_IN_GROUP]


def subgroup_difference(yi: ArrayLike, vi: ArrayLike, labels: Sequence[str], **options: Any) -> Difference:
    """Return the test of whether subgroups differ.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`.
    labels : (k,) sequence of str
        The subgroup of each study, two or more of them.
    **options
        As for `meta_regression`.

    Returns
    -------
    Difference
        An F test for the Hartung-Knapp intervals (never narrower than Wald's for `hksj-floor`), or a chi2 test.

    Raises
    ------
    ValueError
        As `meta_regression`, and when there are fewer than two subgroups or one is too small.

    Notes
    -----
    A subgroup's own tau2 is not used: with few studies it is hardly known, and a subgroup of one study has none, so
    that its interval would hold the error within that study alone. Same as metafor
    `rma(yi, vi, mods = ~ factor(labels), test=)`.
    """
    names = list(dict.fromkeys(labels))
    if len(names) < 2 or too_small(labels):
        small = f"; {', '.join(too_small(labels))} has fewer" if too_small(labels) else ""
        raise ValueError(f"a test needs two subgroups, each with {FEWEST_IN_GROUP} studies{small}")
    features = {name: [float(label == name) for label in labels] for name in names[1:]}
    found = meta_regression(yi, vi, features, **options)
    by_f = options.get("method", "random") == "random" and options.get("interval", "hksj-floor") != "wald"
    return Difference(found.tau2, found.qm, found.qm_df, found.df if by_f else None, found.qm_p)


def subgroups(yi: ArrayLike, vi: ArrayLike, labels: Sequence[str], **options: Any) -> Subgroups:
    """Return a pool per subgroup, each with a tau2 of its own, and the test between them, with one for all.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`.
    labels : (k,) sequence of str
        The subgroup of each study.
    **options
        As for `pool`.

    Returns
    -------
    Subgroups
        Pools in order of first appearance.

    Raises
    ------
    ValueError
        As `pool`, and when there is not one label per study.
    """
    estimates, variances = checked_estimates(yi, vi)
    if len(labels) != len(estimates):
        raise ValueError(f"there is one label per study; got {len(labels)} for {len(estimates)} studies")
    kinds = np.asarray(labels)
    pools = {
        label: pool(estimates[kinds == label], variances[kinds == label], **options) for label in dict.fromkeys(labels)
    }
    if len(pools) < 2 or too_small(labels):
        return Subgroups(pools, None)
    modelled = {name: option for name, option in options.items() if name != "measure"}
    return Subgroups(pools, subgroup_difference(estimates, variances, labels, **modelled))
