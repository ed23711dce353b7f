"""What no schema can say: rules of arithmetic and of medicine that the rows must obey together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.rules.conduct import find_conduct_problems
from helpers.evidence.rules.counts import find_count_problems, find_scale_problems, find_subset_problems
from helpers.evidence.rules.faults import find_fault_problems
from helpers.evidence.rules.printed import find_estimate_form_problems, find_value_form_problems
from helpers.evidence.rules.short_names import find_short_name_problems
from helpers.evidence.rules.studies import (
    find_group_problems,
    find_outcome_problems,
    find_source_problems,
    find_study_problems,
)
from helpers.evidence.rules.text import find_text_problems
from helpers.evidence.rules.topics import find_topic_problems
from helpers.files.bibtex import Entry
from helpers.files.problems import Problem
from helpers.files.tables import Tables


def find_domain_problems(package: Mapping[str, Any], tables: Tables, entries: Mapping[str, Entry]) -> list[Problem]:
    """Return every fault that the rules below find.

    Parameters: package, the data dictionary; tables, typed rows by table, of valid schema;
    entries, the bibliography by key.
    """
    groups = {(row["study"], row["group"]): row for row in tables["groups"]}
    problems = [*find_text_problems(tables)]
    problems += find_study_problems(package, tables["studies"], entries)
    problems += find_group_problems(tables["groups"], groups)
    problems += find_outcome_problems(tables["outcomes"])
    problems += find_short_name_problems(package, tables)
    problems += find_source_problems(tables)
    problems += find_fault_problems(tables, groups)
    problems += find_count_problems(package, tables["counts"], groups)
    problems += find_subset_problems(tables["counts"], groups)
    problems += find_scale_problems(package, tables)
    problems += find_value_form_problems(tables["values"])
    problems += find_estimate_form_problems(tables["estimates"])
    problems += find_topic_problems(package, tables["studies"], tables["topics"])
    problems += find_conduct_problems(package, tables["conduct"])
    return problems
