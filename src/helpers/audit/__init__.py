"""Checks of printed statistics: what no other numbers, and what the numbers beside them, contradict.

A ladder: one case (`grim`, `ci_contains`, ...), a result (`audit_result`), a table (`audit_table`), a summary
(`summarise`). `CHECKS` lists them. Printed numbers are text.
"""

from helpers.audit.check import SEVERITY, SOUND, VERDICTS, Check, worst
from helpers.audit.comparisons import effect_fits_groups, p_fits_groups
from helpers.audit.crude_tests import Group
from helpers.audit.intervals import ci_contains, ci_symmetric
from helpers.audit.p_readings import p_fits_ci
from helpers.audit.p_tests import P_TESTS
from helpers.audit.p_values import p_from_interval, significance_flips
from helpers.audit.percentages import (
    complements,
    counts_give,
    grim,
    grim_power,
    part_of_whole,
    parts_add_up,
)
from helpers.audit.plausibility import dose_rate, in_range, measure_fits_outcome, ratio_above_zero
from helpers.audit.registry import CHECKS
from helpers.audit.repeated import alike
from helpers.audit.results import COLUMNS, Audited, audit_result, audit_table, summarise

__all__ = [
    "CHECKS",
    "COLUMNS",
    "P_TESTS",
    "SEVERITY",
    "SOUND",
    "VERDICTS",
    "Audited",
    "Check",
    "Group",
    "alike",
    "audit_result",
    "audit_table",
    "ci_contains",
    "ci_symmetric",
    "complements",
    "counts_give",
    "dose_rate",
    "effect_fits_groups",
    "grim",
    "grim_power",
    "in_range",
    "measure_fits_outcome",
    "p_fits_ci",
    "p_fits_groups",
    "p_from_interval",
    "part_of_whole",
    "parts_add_up",
    "ratio_above_zero",
    "significance_flips",
    "summarise",
    "worst",
]
