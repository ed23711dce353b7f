"""What the source review printed, number by number, and the verdict that data and checks give on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from helpers.audit import CHECKS, COLUMNS, Check, alike, audit_result, in_range, p_fits_groups, worst
from helpers.audit.answers import DATA, OWN, PLAIN, compared
from helpers.audit.check import OUTSIDE, SOUND
from helpers.audit.crude_tests import Group
from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities.claim_sources import source_of
from helpers.quantities.expressions import evaluate
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.stats.measures import printed_name


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict.

    Attributes
    ----------
    claim : Row
        Of claims.csv.
    verdict : str
        A key of VERDICTS.
    checks : tuple of Check
        Those behind it.
    answer : Quantity, bool or None
        Of its expression, None without one.
    quantities : tuple of Quantity
        Those that the expression calls.
    """

    claim: Row
    verdict: str
    checks: tuple[Check, ...]
    answer: Quantity | bool | None = None
    quantities: tuple[Quantity, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Return why, the most serious first, each once."""
        return self._reasons(self.checks)

    @property
    def reasons_beside_data(self) -> list[str]:
        """Return the reasons but the comparison with the answer, where that stands beside them."""
        return self._reasons(check for check in self.checks if check.name not in (DATA, OWN))

    def _reasons(self, checks: Iterable[Check]) -> list[str]:
        found = [check for check in checks if check.reason and check.verdict]
        found.sort(key=lambda check: check.verdict != self.verdict)
        return list(dict.fromkeys(f"{check.name}: {check.reason}" for check in found))

    @property
    def questions(self) -> list[str]:
        """Return what the checks ask a person to judge."""
        return [check.question for check in self.checks if check.question]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the keys of the publications it was compared with."""
        return tuple(dict.fromkeys(key for quantity in self.quantities for key in quantity.sources))


def judge(evidence: Evidence) -> tuple[list[Judged], list[tuple[Row, str]]]:
    """Return every claim with its verdict, and the claims whose expression cannot be answered, with the reason.

    A verdict is the most serious of: the checks of the whole statement, the comparison with the data, and the
    comparison with other claims of the same expression. Where every number that a failing check put together is as a
    source outside the review has it, the misfit is that source's, and the number is "quoted".
    """
    bench = _Bench(evidence)
    for claim in evidence.tables["claims"]:
        bench.compare(claim)
    bench.check_statements()
    bench.check_repeated()
    return bench.judged(), bench.faults


@dataclass
class _Bench:
    """The claims of one book while they are judged."""

    evidence: Evidence
    checks: dict[str, list[Check]] = field(default_factory=lambda: defaultdict(list))
    together: dict[tuple[str, Check], frozenset[str]] = field(default_factory=dict)  # what a check put side by side
    answers: dict[str, tuple[Any, tuple[Quantity, ...]]] = field(default_factory=dict)
    faults: list[tuple[Row, str]] = field(default_factory=list)

    def compare(self, claim: Row) -> None:
        """Compare a claim with the answer of its expression."""
        part = claim["part"].partition("_")[0]
        if part in ("percent", "p", "events", "total", "level") and PLAIN.match(claim["printed"]):
            self.checks[claim["claim"]].append(in_range(part, claim["printed"]))
        if not claim["expression"]:
            return
        try:
            answer, used = evaluate(claim["expression"], self.evidence)
        except QuantityError as error:
            self.faults.append((claim, str(error)))
            return
        if not isinstance(answer, bool | Quantity):
            self.faults.append((claim, f"{claim['expression']!r} gives {answer!r}, no quantity and no comparison"))
            return
        self.answers[claim["claim"]] = answer, used
        self.checks[claim["claim"]].append(compared(claim, answer, used, self.evidence))

    def check_statements(self) -> None:
        """Check the claims of each statement against each other."""
        by_name: dict[str, list[Row]] = defaultdict(list)
        claims = {claim["claim"]: claim for claim in self.evidence.tables["claims"]}
        for claim in claims.values():
            by_name[claim["statement"]].append(claim)
        for rows in by_name.values():
            self._check_statement(rows, claims)

    def _check_statement(self, rows: list[Row], claims: Mapping[str, Row]) -> None:
        result, places = {"result": rows[0]["statement"]}, defaultdict(list)
        for claim in rows:
            if claim["part"] in COLUMNS and (PLAIN.match(claim["printed"])):
                result[claim["part"]] = claim["printed"]
                places[claim["part"]].append(claim["claim"])
            if claim["measure"]:
                result["measure"], result["outcome_type"] = claim["measure"], self._outcome_type(rows)
            if claim["unit"] and claim["part"] == "dose":
                result["unit"] = claim["unit"]
        for claim in rows:
            if claim["of"] in claims and claim["part"].startswith(("percent_", "events_")):
                column = f"total_{claim['part'][-1]}"
                result[column] = claims[claim["of"]]["printed"]
                places[column].append(claim["of"])
        for check in (*audit_result(result).checks, *self._p_by_counts_elsewhere(rows, result)):
            parts = set(check.parts)
            if check.name == "GRIM" and check.verdict == "consistent":
                parts |= {part.replace("percent", "total") for part in check.parts}
            read = (*CHECKS[check.name].columns, *parts)
            beside = frozenset(claim for column in read for claim in places.get(column, ()))
            for part in parts:
                for claim in places.get(part, ()):
                    mine = any(claim == row["claim"] for row in rows)
                    if mine or check.verdict == "consistent":  # a denominator elsewhere is not to blame
                        self.checks[claim].append(check)
                        self.together[claim, check] = beside

    def _outcome_type(self, rows: Iterable[Row]) -> str:
        """Return "binary" for a range of an ordered scale, which is read once; "" when there is no telling."""
        used = (quantity for claim in rows for quantity in self.answers.get(claim["claim"], (None, ()))[1])
        named = {self.evidence.rows[ref].get("outcome") for quantity in used for ref in quantity.rows}
        ranges = (self.evidence.outcomes[name] for name in named if name in self.evidence.outcomes)
        return "binary" if any(row["from"] is not None for row in ranges) else ""

    def _p_by_counts_elsewhere(self, rows: list[Row], result: Mapping[str, str]) -> list[Check]:
        """Return the check of a crude P against the publication's counts, where the review prints none."""
        named = printed_name(result.get("measure", ""))
        if "p" not in result or (named and not named.crude) or {"ci_low", "margin"} & result.keys():
            return []
        groups, used = {}, []
        for claim in rows:
            answer = self.answers.get(claim["claim"], (None,))[0]
            if claim["part"] in ("percent_1", "percent_2") and isinstance(answer, Quantity) and answer.total:
                groups[claim["part"]] = Group(answer.events, answer.total)
                used.append(answer)
        if len(groups) < 2 or {"total_1", "total_2"} <= result.keys():
            return []
        own = source_of(used, self.evidence) == "review"
        check = p_fits_groups(result["p"], groups["percent_1"], groups["percent_2"], own=own)
        computed = all(answer.origin == "counted" for answer in used) and not own
        return [replace(check, verdict="reproduced") if check.verdict == "consistent" and computed else check]

    def check_repeated(self) -> None:
        """Check that the claims of one expression are printed alike; the one that the data do not give is to blame."""
        by_expression: dict[str, list[Row]] = defaultdict(list)
        for claim in self.evidence.tables["claims"]:
            if claim["expression"] and PLAIN.match(claim["printed"]) and claim["printed"][0] not in "<>≤≥":
                by_expression[claim["expression"]].append(claim)
        for rows in by_expression.values():
            if len({claim["printed"] for claim in rows}) < 2:
                continue
            check = alike({claim["section"]: claim["printed"] for claim in rows})
            if check.passed:
                continue
            blamed = [row for row in rows if self._misses(row)] or rows
            for claim in blamed:
                self.checks[claim["claim"]].append(check)

    def _misses(self, claim: Row) -> bool:
        return any(c.name in (DATA, OWN) and not c.passed for c in self.checks[claim["claim"]])

    def judged(self) -> list[Judged]:
        """Return the claims in the order of their table."""
        found = []
        for claim in self.evidence.tables["claims"]:
            checks = tuple(dict.fromkeys(self.checks[claim["claim"]]))
            answer, used = self.answers.get(claim["claim"], (None, ()))
            found.append(Judged(claim, self._verdict(claim["claim"], checks), checks, answer, used))
        return found

    def _verdict(self, claim: str, checks: Iterable[Check]) -> str:
        """Return the most serious verdict; "quoted" for a misfit of numbers that a source outside the review has."""
        failed = [check for check in checks if check.verdict not in (*SOUND, "")]
        if failed and all(self._is_quoted(claim, check) for check in failed):
            return "quoted"
        return worst(check.verdict for check in checks)

    def _is_quoted(self, claim: str, check: Check) -> bool:
        return all(map(self._agrees_outside, (claim, *self.together.get((claim, check), ("",)))))

    def _agrees_outside(self, claim: str) -> bool:
        """Return whether a source outside the review has the same number."""
        return any(check.name == DATA and check.verdict in OUTSIDE for check in self.checks.get(claim, ()))


def as_json(judged: Iterable[Judged], only: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return claims with their verdicts as plain JSON types; `only`, verdicts, none for all."""
    wanted = set(only)
    return [
        {**found.claim, "reasons": found.reasons, "questions": found.questions, "compared_with": list(found.sources)}
        for found in judged
        if not wanted or found.verdict in wanted
    ]
