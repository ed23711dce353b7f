"""What no schema can say: rules of arithmetic and of medicine that the rows must obey together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from helpers.files.bibtex import Entry
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, problem
from helpers.stats.rounding import events_that_give, gives_percentage
from helpers.stats.two_groups import RATIOS
from helpers.topics import find_topic_problems

Tables = Mapping[str, list[Row]]
SOURCED = ("links", "groups", "counts", "values", "estimates")


def find_domain_problems(tables: Tables, entries: Mapping[str, Entry]) -> list[Problem]:
    """Return every fault that the rules below find.

    Parameters: tables, typed rows by table, of valid schema; entries, the bibliography by key.
    """
    groups = {(row["study"], row["group"]): row for row in tables["groups"]}
    problems = [
        found
        for table in tables.values()
        for row in table
        for column, value in row.items()
        if isinstance(value, str) and value != value.strip()
        for found in [problem(row, f"{column} has no spaces around it", f"got {quote(value)}", "Remove them.")]
    ]
    problems += find_study_problems(tables["studies"], entries)
    problems += find_group_problems(tables["groups"], groups)
    problems += find_outcome_problems(tables["outcomes"])
    problems += find_source_problems(tables)
    problems += find_fault_problems(tables, groups)
    problems += find_count_problems(tables["counts"], groups)
    problems += find_subset_problems(tables["counts"], groups)
    problems += find_scale_problems(tables)
    problems += find_value_form_problems(tables["values"])
    problems += find_estimate_form_problems(tables["estimates"])
    problems += find_topic_problems(tables["studies"], tables["topics"])
    return problems


def find_study_problems(studies: list[Row], entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield studies that disagree with their entry or with themselves."""
    numbers: dict[int, Row] = {}
    for row in studies:
        entry = entries.get(row["study"])
        if entry is None:
            yield problem(row, "a study has an entry in references.bib", "there is none", "Add the entry.")
        elif str(row["year"] or "") != entry.fields.get("year", ""):
            found = f"the table says {row['year'] or 'nothing'}, the entry {entry.fields.get('year') or 'nothing'}"
            yield problem(row, "year is the year of the entry", found, "Correct the one that is wrong.")
        if (row["scope"] == "cited") != (row["review_ref"] is not None):
            found = f"scope is {row['scope']}, review_ref {row['review_ref'] or 'empty'}"
            yield problem(row, "a cited study has its reference number, others none", found, "Correct one of them.")
        if (row["risk_of_bias"] == "not assessed") == bool(row["assessed_by"]):
            found = f"risk_of_bias is {quote(row['risk_of_bias'])}, assessed_by {quote(row['assessed_by'])}"
            yield problem(
                row, "a risk-of-bias judgement names its assessor", found, "Write 'not assessed' or name one."
            )
        before = numbers.setdefault(row["review_ref"], row) if row["review_ref"] else row
        if before is not row:
            found = f"{row['review_ref']} is also that of {before['study']}"
            yield problem(row, "a reference number belongs to one study", found, "Correct one of them.")


def find_group_problems(rows: list[Row], groups: Mapping[tuple, Row]) -> Iterator[Problem]:
    """Yield groups whose parent is missing, circular or smaller than they are."""
    for row in rows:
        seen, parent = {row["group"]}, row
        while parent is not None and parent["part_of"]:
            name = parent["part_of"]
            parent = groups.get((row["study"], name))
            if parent is None:
                found = f"{quote(name)} is not"
                yield problem(row, "part_of names a group of the same study", found, "Correct it or add the group.")
            elif name in seen:
                found = f"following it leads back to {quote(name)}"
                yield problem(row, "a group is not part of itself", found, "Correct part_of.")
                break
            elif None not in (row["n_analysed"], parent["n_analysed"]) and row["n_analysed"] > parent["n_analysed"]:
                found = f"{row['n_analysed']} analysed, but {parent['n_analysed']} in {name}"
                yield problem(row, "a subset is no larger than its whole", found, "Correct one of the sizes.")
            seen.add(name)
        if bool(row["dose"]) != bool(row["dose_unit"]):
            found = f"dose {quote(row['dose'])}, unit {quote(row['dose_unit'])}"
            yield problem(row, "a dose has a unit, and a unit a dose", found, "Fill the other one.")


def find_outcome_problems(outcomes: list[Row]) -> Iterator[Problem]:
    """Yield outcomes that are no range of their scale."""
    for row in outcomes:
        if (row["from"] is None) != (row["to"] is None) or (row["to"] is not None and row["from"] > row["to"]):
            found = f"from is {row['from']}, to {row['to']}"
            yield problem(row, "a range of a scale goes from a grade to the same or a higher one", found, "Correct it.")
        elif row["to"] is not None:
            grades = [row["from"]] if row["from"] == row["to"] else [row["from"], row["to"]]
            named = "_".join([row["scale"].lower(), *map(str, grades)])
            if not f"{row['outcome']}_".startswith(f"{named}_"):
                found = f"from is {row['from']}, to {row['to']}, the key {row['outcome']}"
                yield problem(
                    row, "the key of a range begins with its scale and grades", found, f"Begin it with {named}."
                )


def find_source_problems(tables: Tables) -> Iterator[Problem]:
    """Yield rows that do not say, or should not say, which publication quotes them."""
    for name in SOURCED:
        for row in tables[name]:
            if (row["source"] == "secondary") != bool(row["reported_by"]):
                found = f"source is {row['source']}, reported_by {quote(row['reported_by'])}"
                remedy = "Name the quoting publication, or correct the source."
                yield problem(row, "reported_by is filled exactly when the source is secondary", found, remedy)


def find_fault_problems(tables: Tables, groups: Mapping[tuple, Row]) -> Iterator[Problem]:
    """Yield printed numbers that contradict each other without a mark in `fault`, and marks without reason."""
    judges: dict[str, Callable[[Row, Mapping], list[tuple[str, str]]]] = {
        "counts": _contradictions_in_count,
        "values": _contradictions_in_value,
        "estimates": _contradictions_in_estimate,
    }
    for name, judge in judges.items():
        for row in tables[name]:
            contradictions = judge(row, groups)
            if contradictions and not row["fault"]:
                for rule, found in contradictions:
                    remedy = "Check the locator and correct the row; if the source prints this, say so in fault."
                    yield problem(row, rule, found, remedy)
            elif row["fault"] and not contradictions:
                found = f"this one is sound but marked {quote(row['fault'])}"
                yield problem(row, "fault marks only rows that contradict themselves", found, "Empty the cell.")


def _contradictions_in_count(row: Row, groups: Mapping) -> list[tuple[str, str]]:
    events, total, printed = row["events"], row["total"], row["printed"]
    if events > total:
        return [("events must be <= total", f"got {events} > {total}")]
    if printed and not gives_percentage(events, total, printed):
        return [("the printed percentage comes from its counts", f"{events} of {total} is not {printed}%")]
    return []


def _contradictions_in_value(row: Row, groups: Mapping) -> list[tuple[str, str]]:
    low, value, high = (Decimal(row[name]) if row[name] else None for name in ("low", "value", "high"))
    found = []
    if low is not None and high is not None:
        if low > high:
            found.append(("low is not above high", f"got {row['low']} and {row['high']}"))
        elif value is not None and not low <= value <= high:
            found.append(("an interval holds its value", f"{row['value']} is not in {row['low']} to {row['high']}"))
    percentages = [number for number in (low, value, high) if number is not None and row["unit"] == "%"]
    if any(not 0 <= number <= 100 for number in percentages):
        found.append(("a percentage lies between 0 and 100", "this one does not"))
    elif row["statistic"] == "percentage" and row["value"]:
        size = groups[row["study"], row["group"]]["n_analysed"]
        if size and not events_that_give(row["value"], size):
            found.append(("a percentage comes from a count", f"no count of {size} is {row['value']}%"))
    return found


def _contradictions_in_estimate(row: Row, groups: Mapping) -> list[tuple[str, str]]:
    found = []
    numbers = [Decimal(row[name]) for name in ("ci_low", "estimate", "ci_high") if row[name]]
    if len(numbers) == 3:
        low, estimate, high = numbers
        if low > high:
            found.append(("ci_low is not above ci_high", f"got {row['ci_low']} and {row['ci_high']}"))
        elif not low <= estimate <= high:
            text = f"{row['estimate']} is not in {row['ci_low']} to {row['ci_high']}"
            found.append(("a confidence interval holds its estimate", text))
    if row["measure"] in RATIOS and any(number <= 0 for number in numbers):
        found.append(("a ratio is above 0", "this one is not"))
    if row["p"] and not 0 <= Decimal(row["p"].lstrip("<>")) <= 1:
        found.append(("P lies between 0 and 1", f"got {row['p']}"))
    return found


def find_count_problems(counts: list[Row], groups: Mapping[tuple, Row]) -> Iterator[Problem]:
    """Yield counts larger than their group, wrongly calculated back, or of no-reflow without a definition."""
    for row in counts:
        group = groups[row["study"], row["group"]]
        size = group["n_analysed"] if group["n_analysed"] is not None else group["n_randomised"]
        if size is not None and row["total"] > size:
            found = f"got {row['total']} of a group of {size}"
            yield problem(row, "total is no larger than the group", found, "Correct the total or the group's size.")
        if row["back_calculated"]:
            fits = events_that_give(row["printed"], row["total"]) if row["printed"] else range(0)
            if fits != range(row["events"], row["events"] + 1):
                found = f"{len(fits)} counts of {row['total']} give {quote(row['printed'])}%: {list(fits[:4])}"
                rule = "a count is calculated back only where it alone gives the printed percentage"
                yield problem(row, rule, found, "Correct it, or move the percentage to values.csv.")
        if row["outcome"] == "nrp" and not row["definition"]:
            remedy = "Name it, and describe it in definitions.csv."
            yield problem(row, "a count of no-reflow names its definition", "the cell is empty", remedy)


def find_subset_problems(counts: list[Row], groups: Mapping[tuple, Row]) -> Iterator[Problem]:
    """Yield counts of a subset that exceed those of the group it is part of, in the same source."""
    shared = ("study", "outcome", "definition", "source", "reported_by")
    known = {(row["group"], *(row[c] for c in shared)): row for row in counts}
    for row in counts:
        parent = groups[row["study"], row["group"]]["part_of"]
        whole = known.get((parent, *(row[c] for c in shared)))
        for column in ("events", "total"):
            if whole is not None and row[column] > whole[column]:
                found = f"{column} is {row[column]}, but {whole[column]} in {parent}"
                yield problem(row, "a subset counts no more than its whole", found, "Correct one of the counts.")


def find_scale_problems(tables: Tables) -> Iterator[Problem]:
    """Yield counts of ranges of one scale (mRS 0-1, 0-2, 3-6, ...) that cannot stand together.

    Each range fixes a difference of the cumulative count at two cuts; fixed cuts must agree and never fall.
    """
    outcomes = {row["outcome"]: row for row in tables["outcomes"] if row["scale"] and row["to"] is not None}
    cohorts: dict[tuple, list[Row]] = defaultdict(list)
    for row in tables["counts"]:
        outcome = outcomes.get(row["outcome"])
        if outcome:
            about = (outcome["scale"], outcome["timepoint"], row["total"], row["source"], row["reported_by"])
            cohorts[row["study"], row["group"], *about].append(row)
    for (*_, scale, _timepoint, total, _source, _by), rows in cohorts.items():
        below = {0: 0, 7: total} if scale == "mRS" else {0: 0}
        waiting = sorted(rows, key=lambda row: (outcomes[row["outcome"]]["from"] or 0, row.number))
        while waiting:
            row = next((r for r in waiting if {c for c in _cuts(r, outcomes)} & below.keys()), None)
            if row is None:
                break
            waiting.remove(row)
            low, high = _cuts(row, outcomes)
            if low in below and high in below and below[high] - below[low] != row["events"]:
                found = f"{row['events']} here, but the other ranges leave {below[high] - below[low]}"
                yield problem(row, f"{scale} ranges add up", found, "Correct one of the counts.")
                continue
            if low in below:
                below[high] = below[low] + row["events"]
            else:
                below[low] = below[high] - row["events"]
            cuts = sorted(below)
            if any(below[b] < below[a] for a, b in zip(cuts, cuts[1:], strict=False)):
                found = f"{row['events']} does not fit between the other ranges"
                yield problem(row, f"{scale} ranges nest", found, "Correct one of the counts.")
                break


def _cuts(row: Row, outcomes: Mapping[str, Row]) -> tuple[int, int]:
    outcome = outcomes[row["outcome"]]
    return outcome["from"] or 0, outcome["to"] + 1


def find_value_form_problems(values: list[Row]) -> Iterator[Problem]:
    """Yield values without a number, or with limits that nobody can interpret."""
    for row in values:
        limits = [row["low"], row["high"]]
        if not row["value"] and not all(limits):
            yield problem(row, "a row has a value or both limits", "it has neither", "Fill them or remove the row.")
        if any(limits) != bool(row["interval"]) or any(limits) != all(limits):
            found = f"low {quote(row['low'])}, high {quote(row['high'])}, interval {quote(row['interval'])}"
            yield problem(row, "low, high and interval are filled together", found, "Fill or empty all three.")


def find_estimate_form_problems(estimates: list[Row]) -> Iterator[Problem]:
    """Yield estimates with one limit, or of a group against itself."""
    for row in estimates:
        if bool(row["ci_low"]) != bool(row["ci_high"]):
            found = f"ci_low {quote(row['ci_low'])}, ci_high {quote(row['ci_high'])}"
            yield problem(row, "an interval has both limits", found, "Fill or empty both.")
        if row["group"] == row["comparator"]:
            yield problem(row, "group and comparator differ", f"both are {row['group']}", "Correct one of them.")
