"""Meta-analysis by NumPy and SciPy: arrays in, frozen results out, equal to metafor (tests/oracle/README.md).

effect_sizes: from counts to estimates. pool: inverse variance. stratified: Mantel-Haenszel, Peto. glmm: binomial
mixed models. regression: features of studies. subgroups: whether they differ. asymmetry: Egger, trim and fill.
influence: what single studies do. shared_control: one control for several arms. result: what all these return. tau2:
variance between studies. least_squares: the core that all share.

Why not PyMARE or statsmodels? Neither has a Hartung-Knapp interval that is never narrower than Wald's, limits of tau2
by Q-profile with exact ends, and Mantel-Haenszel, Peto and binomial mixed models together; both load pandas, which
`review check` and `review pool` need not. What stands here is held against metafor instead.
"""

from helpers.stats.meta_analysis.asymmetry import Egger, Filled, egger, trim_and_fill
from helpers.stats.meta_analysis.effect_sizes import EffectSizes, mean_differences, one_group, two_groups
from helpers.stats.meta_analysis.glmm import pooled_odds_ratio, pooled_proportion
from helpers.stats.meta_analysis.influence import Influence, cumulative, influence, leave_one_out
from helpers.stats.meta_analysis.pool import pool, pool_many
from helpers.stats.meta_analysis.regression import Regression, meta_regression
from helpers.stats.meta_analysis.result import NotConverged, Pool
from helpers.stats.meta_analysis.shared_control import Arms, DoseResponse, against_shared_control, dose_response
from helpers.stats.meta_analysis.stratified import mantel_haenszel, peto
from helpers.stats.meta_analysis.subgroups import Difference, Subgroups, subgroup_difference, subgroups

__all__ = [
    "Arms",
    "Difference",
    "DoseResponse",
    "EffectSizes",
    "Egger",
    "Filled",
    "Influence",
    "NotConverged",
    "Pool",
    "Regression",
    "Subgroups",
    "against_shared_control",
    "cumulative",
    "dose_response",
    "egger",
    "influence",
    "leave_one_out",
    "mantel_haenszel",
    "mean_differences",
    "meta_regression",
    "one_group",
    "peto",
    "pool",
    "pool_many",
    "pooled_odds_ratio",
    "pooled_proportion",
    "subgroup_difference",
    "subgroups",
    "trim_and_fill",
    "two_groups",
]
