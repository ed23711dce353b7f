"""The rows of data as plain text, with the columns that tell them apart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import FILE as SYNTHESES
from helpers.files.tables import as_in_file

MEMBER = ("synthesis", "study", "group", "comparator", "outcome", "definition", "subgroup")  # tells members apart


def plain_data(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return every table, and the pooling questions and their members as two more.

    Parameters: evidence. Returns: by name, `file`, `key` (the columns whose cells are unique together), `columns`, and
    `rows` of text as the file has it.
    """
    return {table: _table(evidence, table) for table in evidence.tables} | _questions(evidence)


def _table(evidence: Evidence, table: str) -> dict[str, Any]:
    resource = next(resource for resource in evidence.package["resources"] if resource["name"] == table)
    columns = [column["name"] for column in resource["schema"]["fields"]]
    rows = [[as_in_file(row[column]) for column in columns] for row in evidence.tables[table]]
    return {"file": f"data/{table}.csv", "key": resource["schema"]["primaryKey"], "columns": columns, "rows": rows}


def _questions(evidence: Evidence) -> dict[str, Any]:
    questions, members = [], []
    for synthesis in evidence.syntheses.values():
        question = asdict(synthesis)
        members += [{"synthesis": synthesis.name, **member} for member in question.pop("members")]
        questions.append(question)
    return {
        "syntheses": {"file": SYNTHESES, "key": ["name"], **_plain(questions)},
        "members of syntheses": {"file": SYNTHESES, "key": list(MEMBER), **_plain(members)},
    }


def _plain(records: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [column for column in (records[0] if records else {}) if column != "line"]
    return {"columns": columns, "rows": [[as_in_file(record[column]) for column in columns] for record in records]}
