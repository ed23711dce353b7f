"""Which columns of a header are pooled: what each is, what they make together, and which measures that allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from helpers.commands.pool.column_names import Meaning, meanings_of

RATIOS = ("RR", "OR", "HR")
ON_LOGS = ("yi", "te", "y", "_es", "_meta_es")  # names of what is analysed: of a ratio its logarithm
COLUMNS_OF = {  # what a table of a kind holds, however its columns are called
    "two groups": ("events_1", "total_1", "events_2", "total_2"),
    "one group": ("events", "total"),
    "means": ("mean_1", "sd_1", "total_1", "mean_2", "sd_2", "total_2"),
    "estimates": ("yi", "vi"),
}
FORMS = {  # and the measures that it allows, first the default
    COLUMNS_OF["two groups"]: ("RR", "OR", "RD"),
    COLUMNS_OF["one group"]: ("PLO",),
    COLUMNS_OF["means"]: ("MD", "SMD"),
    COLUMNS_OF["estimates"]: ("GEN", *RATIOS),
}
REST = {"total_1": "rest_1", "total_2": "rest_2", "total": "rest"}  # patients without the event say as much
PRECISIONS = (("vi",), ("sei",), ("low", "high"))


class Form(NamedTuple):
    """The columns of a file that are pooled.

    kind: of COLUMNS_OF. columns: of the file, by role. measures: that it allows, first the default; none when it must
    be said. log: whether an estimate is a logarithm already, None where the measure is no ratio. level: of the
    interval that its limits are. rank: how sure the names are, 0 for certain.
    """

    kind: str
    columns: Mapping[str, str]
    measures: tuple[str, ...]
    log: bool | None
    level: float
    rank: int


class Found(NamedTuple):
    """A column and what it may hold."""

    column: str
    meaning: Meaning


def forms_in(header: Sequence[str], measure: str | None) -> list[Form]:
    """Return what can be pooled of a header, the surest first; measure, when one was asked for."""
    found = [Found(column, meaning) for column in header for meaning in meanings_of(column)]
    forms = [*_counts(found), *_estimates(found, measure)]
    if measure:
        forms = [form for form in forms if measure in form.measures or not form.measures] or forms
    if any(form.kind in ("two groups", "means") for form in forms):
        forms = [form for form in forms if form.kind in ("two groups", "means")]
    return sorted(forms, key=lambda form: form.rank)


def roles_in(header: Sequence[str]) -> dict[str, str]:
    """Return the column of each role that a header offers, the surest one."""
    found = [Found(column, meaning) for column in header for meaning in meanings_of(column)]
    return {each.meaning.role: best for each in found if (best := _best(found, each.meaning.role))}


def names_of_studies(header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that name the studies: the surest one, and the year where there is one; or none."""
    roles = roles_in(header)
    if "study" not in roles:
        return ()
    return (roles["study"], roles["year"]) if "year" in roles else (roles["study"],)


def _best(found: Sequence[Found], role: str) -> str | None:
    """Return the surest column of a role, None when there is none, or two of one rank."""
    ranked = sorted({(each.meaning.rank, each.column) for each in found if each.meaning.role == role})
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _counts(found: Sequence[Found]) -> Iterator[Form]:
    ranks = {(each.column, each.meaning.role): each.meaning.rank for each in found}
    for kind in ("two groups", "one group", "means"):
        columns: dict[str, str] = {}
        for role in COLUMNS_OF[kind]:
            options = (role, REST[role]) if role in REST and kind != "means" else (role,)
            for option in options:
                if best := _best(found, option):
                    columns[option] = best
                    break
        if len(columns) == len(COLUMNS_OF[kind]) == len(set(columns.values())):
            rank = max(ranks[column, role] for role, column in columns.items())
            yield Form(kind, columns, FORMS[COLUMNS_OF[kind]], None, 0.95, rank)


def _estimates(found: Sequence[Found], measure: str | None) -> Iterator[Form]:
    forms = [form for each in found if each.meaning.role == "yi" for form in _of_estimate(each, found, measure)]
    best = min((form.rank for form in forms), default=0)
    yield from (form for form in forms if form.rank == best)
    for each in found:
        if each.meaning.role == "limits" and not forms:
            hint, level = each.meaning.measure, each.meaning.level
            log = False if hint in RATIOS or measure in RATIOS else None
            yield Form(
                "estimates",
                {"limits": each.column},
                _allowed(hint, limits=True, analysed=False),
                log,
                level,
                each.meaning.rank,
            )
    excess, information = _best(found, "excess"), _best(found, "information")
    if excess and information and not forms:
        yield Form("estimates", {"excess": excess, "information": information}, (), True, 0.95, 2)


def _of_estimate(estimate: Found, found: Sequence[Found], measure: str | None) -> Iterator[Form]:
    """Yield an estimate with the surest column, or columns, that say how precise it is."""
    column, (_, rank, hint, log, _) = estimate
    if hint in RATIOS and log is False and measure not in (None, hint):
        return
    for roles in PRECISIONS:
        if hint in RATIOS and log is False and roles != ("low", "high"):
            continue  # the error of a ratio, or of its logarithm: there is no telling
        columns = {"yi": column}
        levels, ranks = [0.95], [rank]
        for role in roles:
            options = [
                each
                for each in found
                if each.meaning.role == role and each.meaning.measure in ("", hint) and each.column != column
            ]
            best = _best(options, role)
            if best is None:
                break
            columns[role] = best
            meaning = min((each.meaning for each in options if each.column == best), key=lambda each: each.rank)
            levels.append(meaning.level)
            ranks.append(meaning.rank)
        else:
            analysed = column.casefold() in ON_LOGS
            measures = _allowed(hint, limits=roles == ("low", "high"), analysed=analysed)
            yield Form("estimates", columns, measures, analysed if log is None else log, levels[-1], rank)
            return


def _allowed(hint: str, *, limits: bool, analysed: bool) -> tuple[str, ...]:
    """Return the measures of estimates: the one that a name says; without it, what the columns can mean.

    Of an estimate with limits it must be said, since a ratio is pooled as its logarithm. An estimate with a standard
    error is no ratio, unless its name says that it is what is analysed: the error is that of a logarithm.
    """
    if hint:
        return (hint,) if hint in RATIOS else (hint, "GEN")
    if limits:
        return ()
    return tuple(name for name in FORMS[COLUMNS_OF["estimates"]] if analysed or name not in RATIOS)
