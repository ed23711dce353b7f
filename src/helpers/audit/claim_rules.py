"""What must be true of the claims: recorded verdicts are those that the data give today, and each has its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.audit import SOUND
from helpers.audit.answers import PLAIN
from helpers.audit.claims import Judged, judge
from helpers.evidence.evidence import Evidence
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row

EFFECT = ("estimate", "ci_low", "ci_high", "level", "margin", "p")
ONCE = (*EFFECT, "events_1", "total_1", "percent_1", "events_2", "total_2", "percent_2", "total")
SIGNED = ("p", "threshold", "scale")
DENOMINATORS = ("total", "total_1", "total_2", "events_1", "events_2")


def find_claim_problems(evidence: Evidence) -> list[Problem]:
    """Return every claim whose row contradicts itself, and every verdict that is no longer what the data give.

    Parameters
    ----------
    evidence : Evidence
        Sound in all else. Nothing is written: the verdict in the file is the last one that a person saw.
    """
    claims = evidence.tables["claims"]
    problems = [*_row_problems(claims, evidence), *_order_problems(claims)]
    if problems:
        return problems
    judged, faults = judge(evidence)
    for claim, reason in faults:
        problems.append(claim.fault("its expression can be answered", reason, "Correct the expression."))
    named = {claim["claim"] for claim, _ in faults}
    for found in judged:
        if found.claim["claim"] not in named:
            problems += _verdict_problems(found)
    return problems


def _verdict_problems(found: Judged) -> Iterator[Problem]:
    claim, because = found.claim, "; ".join(found.reasons) or "nothing checks it"
    if claim["verdict"] != found.verdict:
        said = f"{claim['statement']}, {claim['part']} {claim['printed']}: from {claim['verdict']} to {found.verdict}"
        remedy = f"See what changed; then write {found.verdict}, and a note where it is not sound."
        yield claim.fault("the verdict is the one that the data give", f"{said} ({because})", remedy)
    elif claim["verdict"] not in SOUND and not claim["note"]:
        yield claim.fault(f"a verdict of {claim['verdict']} has a note", because, "Say why in note.")
    if claim["finding"] and not claim["note"]:
        yield claim.fault("a finding has a note", claim["finding"], "Say in note why, and how sure.")
    if found.questions and not claim["finding"] and not claim["note"]:
        yield claim.fault("what a check asks is answered", found.questions[0], "Judge it in finding or note.")


def _row_problems(claims: list[Row], evidence: Evidence) -> Iterator[Problem]:
    by_name = {claim["claim"]: claim for claim in claims}
    references = {str(row["review_ref"]) for row in evidence.tables["studies"] if row["review_ref"] is not None}
    parts: dict[tuple[str, str], Row] = {}
    for claim in claims:
        part, printed = claim["part"], claim["printed"]
        if claim["claim"].rpartition("-")[0] != claim["section"]:
            found = f"section is {claim['section']}"
            yield claim.fault("a claim's key is its section and number", found, "Make them agree.")
        if part in ONCE:
            first = parts.setdefault((claim["statement"], part), claim)
            if first is not claim:
                found = f"{part} of {claim['statement']} also stands in row {first.number}"
                yield claim.fault("a statement has each of its parts once", found, "Give one its own statement.")
        if part in ONCE and not (PLAIN.match(printed) and (part in SIGNED or printed[0] not in "<>≤≥")):
            yield claim.fault(f"{part} is printed as a number", f"got {quote(printed)}", "Write its digits.")
        elif part.startswith(("events", "total")) and not printed.isdecimal():
            yield claim.fault(f"{part} is a whole number", f"got {quote(printed)}", "Write it in digits.")
        if claim["of"] and by_name[claim["of"]]["part"] not in DENOMINATORS:
            found = f"{claim['of']} is {by_name[claim['of']]['part']}"
            yield claim.fault("of names a number of patients", found, "Name the claim of the denominator.")
        if claim["measure"] and part != "estimate":
            yield claim.fault("the measure stands with its estimate", f"this is {part}", "Empty the cell.")
        if lost := [ref for ref in re.split(" ", claim["refs"]) if ref and ref not in references]:
            found = f"no study has review_ref {quote(lost[0])}"
            yield claim.fault("refs are references of the review", found, "Correct refs.")
        if not (evidence.root / f"chapters/{claim['chapter']}.md").is_file():
            found = f"there is no chapters/{claim['chapter']}.md"
            yield claim.fault("chapter is a file of chapters/", found, "Name the chapter that takes it up.")


def _order_problems(claims: list[Row]) -> Iterator[Problem]:
    last: dict[str, int] = {}
    for claim in claims:
        number = int(claim["claim"].rpartition("-")[2])
        if number != last.get(claim["section"], 0) + 1:
            found = f"{claim['claim']} follows number {last.get(claim['section'], 0)}"
            yield claim.fault("claims are numbered 1, 2, 3 in each section", found, "Number them in order.")
        last[claim["section"]] = number
