"""Reasons why a number is typed: a closed list in data/datapackage.json under `reasons`, with a sentence for each.

A book without the list takes any reason.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from helpers.evidence.dictionary import PACKAGE
from helpers.files.problems import Place, Problem, quote


def reasons_in(package: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the reasons that a data dictionary declares, each with its sentence."""
    reasons: Mapping[str, str] = package.get("reasons", {})
    return reasons


def undeclared(reason: str, package: Mapping[str, Any]) -> str:
    """Return what is wrong with a reason, "" when it is declared or the book declares none."""
    reasons = reasons_in(package)
    if not reasons or reason in reasons:
        return ""
    near = difflib.get_close_matches(reason, reasons, n=3, cutoff=0.4) or list(reasons)
    return f"{quote(reason)} is no reason that {PACKAGE} declares; nearest: {', '.join(near)}"


def find_unused_reasons(package: Mapping[str, Any], used: Collection[str]) -> Iterator[Problem]:
    """Yield the declared reasons that no chapter gives."""
    for reason in reasons_in(package):
        if reason not in used:
            found = f"{quote(reason)} is used nowhere"
            yield Place(PACKAGE).fault("a declared reason for typed numbers is used", found, "Remove it from reasons.")
