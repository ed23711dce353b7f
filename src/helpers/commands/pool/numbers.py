"""A row of a foreign table as the numbers that are pooled, or what is wrong with its cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist

from helpers.commands.foreign_table import Fault
from helpers.commands.pool.cells import half_step, limits_in, number_in, why_none
from helpers.commands.pool.forms import COLUMNS_OF, RATIOS, REST, Form
from helpers.files.problems import quote
from helpers.stats.measures import LARGEST

MOST_PATIENTS = 10**9
COUNTS = {role for kind in ("two groups", "one group") for role in COLUMNS_OF[kind]} | {*REST.values()}
ABOVE_ZERO = ("vi", "sei", "sd_1", "sd_2", "information")
SMALLEST = {"vi": 1 / LARGEST, "sei": LARGEST**-0.5, "information": 1 / LARGEST}


def numbers_of(cells: Mapping[str, str], form: Form, measure: str) -> tuple[list[float], list[Fault]]:
    """Return the numbers of a row, in the order of its kind's columns, none at fault, and every fault.

    Parameters: cells, by column of the file; form; measure, which says whether estimates are ratios.
    """
    read, faults = _read(cells, form)
    if form.kind in ("estimates", "means"):
        further = _estimate if form.kind == "estimates" else _means
        return ([], faults) if faults else further(read, form, measure)
    found: list[float] = []
    for events, total in zip(COLUMNS_OF[form.kind][::2], COLUMNS_OF[form.kind][1::2], strict=True):
        if events not in read or not {total, REST[total]} & read.keys():
            continue
        whole = read[total] if total in read else read[events] + read[REST[total]]
        if not 0 < whole >= read[events]:
            size = form.columns.get(total) or f"{form.columns[events]} + {form.columns[REST[total]]}"
            rule = f"{form.columns[events]} is at most {size}, and {size} above 0"
            faults.append((rule, f"got {read[events]:.0f} of {whole:.0f}", "Correct one of them."))
        found += [read[events], whole]
    return ([] if faults else found), faults


def _read(cells: Mapping[str, str], form: Form) -> tuple[dict[str, float], list[Fault]]:
    """Return the numbers in the cells of a row by role, and what is wrong with those cells."""
    columns = dict(form.columns)
    parts = dict.fromkeys(columns, "")
    if "limits" in columns:
        cell = cells[columns["limits"]]
        split = limits_in(cell)
        if split is None:
            rule = f"{columns['limits']} is an estimate with its interval, such as 0.80 (0.60 to 1.07)"
            return {}, [(rule, f"got {quote(cell)}", "Write it so, or leave the study out.")]
        parts = dict(zip(("yi", "low", "high"), split, strict=True))
        columns = dict.fromkeys(parts, columns["limits"])
    else:
        parts = {role: cells[column] for role, column in columns.items()}
    found: dict[str, float] = {}
    faults: list[Fault] = []
    for role, cell in parts.items():
        column, number, got = columns[role], number_in(cell), f"got {quote(cell)}"
        if role in COUNTS and (number is None or not number.is_integer() or number < 0):
            faults.append((f"{column} is a whole number", got, why_none(cell)))
        elif number is None:
            faults.append((f"{column} is a number", got, why_none(cell)))
        elif role in COUNTS and number > MOST_PATIENTS:
            faults.append((f"{column} is at most {MOST_PATIENTS}", got, "Correct it."))
        elif abs(number) > LARGEST:
            faults.append((f"{column} is at most {LARGEST:g}", got, "Choose another unit."))
        elif role in ABOVE_ZERO and number <= SMALLEST.get(role, 0):
            faults.append((f"{column} is above 0", got, "Pool counts, or leave the study out."))
        else:
            found[role] = number
    return found, faults


def _means(read: Mapping[str, float], form: Form, _: str) -> tuple[list[float], list[Fault]]:
    faults = [
        (f"{form.columns[total]} is at least 2", f"got {read[total]:g}", "Leave the study out.")
        for total in ("total_1", "total_2")
        if read[total] < 2
    ]
    return [read[role] for role in COLUMNS_OF["means"]], faults


def _estimate(read: Mapping[str, float], form: Form, measure: str) -> tuple[list[float], list[Fault]]:
    """Return the estimate on the scale of analysis with its variance, from whatever says how precise it is."""
    if "excess" in read:
        return [read["excess"] / read["information"], 1 / read["information"]], []
    if "low" not in read:
        return [read["yi"], read["vi"] if "vi" in read else read["sei"] ** 2], []
    numbers = [read[role] for role in ("low", "yi", "high")]
    names = [form.columns.get(role, form.columns.get("limits", "")) for role in ("low", "yi", "high")]
    remedy = "Correct one of them, or leave the study out."
    got = f"got {numbers[1]:g} ({numbers[0]:g} to {numbers[2]:g})"
    if not numbers[0] < numbers[2]:
        return [], [(f"{names[0]} is below {names[2]}", got, remedy)]
    if not numbers[0] <= numbers[1] <= numbers[2]:
        return [], [(f"{names[1]} lies in its interval", got, remedy)]
    if measure in RATIOS and not form.log:
        if numbers[0] <= 0:
            return [], [("a ratio lies above 0, with its limits", got, remedy)]
        numbers = [math.log(number) for number in numbers]
    error = (numbers[2] - numbers[0]) / (2 * NormalDist().inv_cdf((1 + form.level) / 2))
    if not error**2 > 1 / LARGEST:
        return [], [(f"{names[0]} is below {names[2]}", got, remedy)]
    return [numbers[1], error**2], []


def lopsided(cells: Mapping[str, str], form: Form, measure: str) -> Iterator[str]:
    """Yield why an estimate is not the middle of its interval on the scale of analysis, rounding granted."""
    if "limits" in form.columns:
        parts = limits_in(cells[form.columns["limits"]])
    elif "low" in form.columns:
        parts = (cells[form.columns["yi"]], cells[form.columns["low"]], cells[form.columns["high"]])
    else:
        return
    numbers = [number_in(part) for part in parts or ()]
    if not numbers or parts is None or any(number is None for number in numbers):
        return
    ends = [
        (number - half_step(part), number + half_step(part))
        for number, part in zip(numbers, parts, strict=True)
        if number is not None
    ]
    if measure in RATIOS and not form.log:
        ends = [(math.log(max(low, 1e-300)), math.log(high)) for low, high in ends]
    (least, most), low, high = ends
    if not (low[0] + high[0]) / 2 - 1e-9 <= most or not least <= (low[1] + high[1]) / 2 + 1e-9:
        yield "the estimate is not the middle of its interval"
