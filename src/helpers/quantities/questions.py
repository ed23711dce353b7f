"""Pooling questions and their answers: members, model and pool."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import METHODS_OF, MODELS, Member, Synthesis
from helpers.files.tables import Row
from helpers.quantities.lookup import Counted, QuantityError, choose, counted, find_synthesis, nearest
from helpers.stats.measures import MEASURES, Z95

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

NOT_POOLABLE = "not poolable"
OPTIONS = ("measure", "method", "tau2", "interval", "without", "subgroup", "source", "first")


class Part(NamedTuple):
    """A member with its numbers: the counts of its group and comparator, or the effect as reported."""

    member: Member
    counts: tuple[Counted, ...]
    reported: Row | None

    @property
    def rows(self) -> list[Row]:
        """Return the rows that the numbers come from."""
        return [self.reported] if self.reported is not None else [row for group in self.counts for row in group.rows]


class Model(NamedTuple):
    """How a question is pooled: measure, method, tau2 and interval as in data/syntheses.yml."""

    measure: str
    method: str
    tau2: str
    interval: str


class Answer(NamedTuple):
    """The members that have numbers, in order, and their pool; None when there are fewer than two."""

    parts: tuple[Part, ...]
    pool: Pool | None


def model_of(synthesis: Synthesis, **given: str | None) -> Model:
    """Return the model of a synthesis with some words replaced. Raises: QuantityError for unknown ones."""
    measure = given.get("measure") or synthesis.measure
    kin = [name for name in METHODS_OF if MEASURES[name].arms == MEASURES[synthesis.measure].arms]
    if measure not in kin:
        raise nearest("measure", measure, kin, f" for {synthesis.name}")
    if given.get("measure") and any(member.estimate for member in synthesis.members):
        raise QuantityError(f"{synthesis.name} pools effects as reported: its measure cannot be changed")
    words = {name: given.get(name) or getattr(synthesis, name) for name in MODELS}
    for name, options in {**MODELS, "method": METHODS_OF[measure]}.items():
        if words[name] not in options:
            raise nearest(name, words[name], options, f" for {measure}")
    if words["method"] != "random":
        words |= {"tau2": "", "interval": "wald"}
    return Model(measure, **words)


def _kept(member: Member, without: str | None, subgroup: str | None) -> bool:
    return member.study != without and subgroup in (None, member.subgroup)


@lru_cache(maxsize=1024)
def answer(
    evidence: Evidence,
    synthesis: str,
    model: Model,
    without: str | None = None,
    subgroup: str | None = None,
    source: str | None = None,
    first: int | None = None,
) -> Answer:
    """Return the members of a question that have numbers, and their pool.

    Parameters: as for `pooled`; model, from `model_of`. Raises: QuantityError for unknown names.
    """
    found = find_synthesis(evidence, synthesis)
    if without is not None and without not in {member.study for member in found.members}:
        raise nearest("member", without, (member.study for member in found.members), f" of {synthesis}")
    if subgroup is not None and subgroup not in {member.subgroup for member in found.members}:
        raise nearest("subgroup", subgroup, (m.subgroup for m in found.members if m.subgroup), f" of {synthesis}")
    if source not in (None, "primary"):
        raise nearest("source", source, ("primary",), " of a pool")
    chosen = [member for member in found.members if not member.absent and _kept(member, without, subgroup)]
    parts = [_part(evidence, member) for member in chosen]
    if source:
        parts = [part for part in parts if all(row["source"] == source for row in part.rows)]
    if first is not None and not (isinstance(first, int) and 1 <= first <= len(parts)):
        raise QuantityError(f"first counts members of {synthesis} that have numbers, 1 to {len(parts)}; got {first!r}")
    parts = parts[:first]
    return Answer(tuple(parts), _pool(parts, model) if len(parts) > 1 else None)


def _part(evidence: Evidence, member: Member) -> Part:
    if member.estimate:
        rows = evidence.index["estimates", member.study, member.group, member.outcome]
        rows = [row for row in rows if row["comparator"] == member.comparator and row["ci_low"]]
        filters = {"measure": member.estimate, "source": member.source or None}
        return Part(member, (), choose(rows, filters, f"{member}, {member.outcome}"))
    filters = {"source": member.source or None, "definition": member.definition or None}
    groups = filter(None, (member.group, member.comparator))
    return Part(
        member, tuple(counted(evidence, member.study, group, member.outcome, filters) for group in groups), None
    )


def _pool(parts: list[Part], model: Model) -> Pool:
    from helpers.stats import meta_analysis as ma

    if parts[0].reported is not None:
        rows = [part.reported for part in parts]
        analysed = MEASURES[model.measure].analysed
        yi = [analysed(float(row["estimate"])) for row in rows]
        errors = [(analysed(float(row["ci_high"])) - analysed(float(row["ci_low"]))) / (2 * Z95) for row in rows]
        return _by_variance(yi, [error**2 for error in errors], model)
    columns = [[number for part in parts for number in part.counts[group][:2]] for group in range(len(parts[0].counts))]
    counts = [numbers[start::2] for numbers in columns for start in (0, 1)]
    if MEASURES[model.measure].arms == 1:
        return (
            ma.pooled_proportion(*counts) if model.method == "glmm" else _by_variance(*ma.one_group(*counts)[:2], model)
        )
    if model.method == "glmm":
        return ma.pooled_odds_ratio(*counts)
    if model.method == "peto":
        return ma.peto(*counts)
    if model.method == "mh":
        return ma.mantel_haenszel(model.measure, *counts)
    return _by_variance(*ma.two_groups(model.measure, *counts)[:2], model)


def _by_variance(yi: Iterable[float], vi: Iterable[float], model: Model) -> Pool:
    from helpers.stats.meta_analysis import pool

    options = {"tau2": model.tau2, "interval": model.interval} if model.method == "random" else {}
    return pool(list(yi), list(vi), measure=model.measure, method=model.method, **options)
