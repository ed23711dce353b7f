"""How trials were done: every trial has every fact, each with an answer of its kind and a source, or as not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.evidence.conduct import NOT_READ, facts_of
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row


def find_conduct_problems(package: Mapping[str, Any], rows: list[Row]) -> Iterator[Problem]:
    """Yield facts that are not asked, answers that do not fit, answers without source, and gaps nobody owns up to.

    Parameters: package, the data dictionary; rows of conduct.csv.
    """
    facts = facts_of(package)
    answered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        answered[row["study"]].append(row)
        fact = facts.get(row["fact"])
        if fact is None:
            rule = "a fact of conduct.csv is one that the dictionary asks"
            yield row.fault(rule, f"{quote(row['fact'])} is not one of {', '.join(facts)}", "Correct it.")
            continue
        allowed = fact.get("answers", ())
        if row["answer"] == NOT_READ:
            filled = [column for column in ("source", "reported_by", "locator", "url") if row[column]]
            if filled:
                rule = "what was not read has no source"
                yield row.fault(rule, f"{', '.join(filled)} is filled", "Empty it, or write what was read there.")
            continue
        if allowed and row["answer"] not in allowed:
            found = f"got {quote(row['answer'])} for {row['fact']}"
            rule = f"the answer is one of {', '.join((*allowed, NOT_READ))}"
            yield row.fault(rule, found, "Write one of these, and the rest in detail.")
        if fact.get("number") and not row["answer"].isdecimal():
            rule = f"{row['fact']} is a whole number, or {NOT_READ}"
            yield row.fault(rule, f"got {quote(row['answer'])}", "Write the number, and the rest in detail.")
        if lacking := [column for column in ("source", "locator") if not row[column]]:
            found = f"{' and '.join(lacking)} is empty"
            yield row.fault("an answer says who prints it and where", found, f"Fill it, or write {NOT_READ}.")
    for study, own in answered.items():
        if missing := [fact for fact in facts if fact not in {row["fact"] for row in own}]:
            rule = "a trial in conduct.csv has a row for every fact"
            found = f"{study} has none for {', '.join(missing)}"
            yield own[-1].fault(rule, found, f"Add it; {NOT_READ} is an answer, too.")
