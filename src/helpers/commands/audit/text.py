"""An audit as text for the terminal: sums first, then every number that does not hold, with why."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from helpers.audit import COLUMNS, SOUND, VERDICTS, summarise
from helpers.audit.check import OF_TABLES
from helpers.audit.claims import Judged
from helpers.commands.audit.table import AuditedTable
from helpers.commands.table_text import wrapped
from helpers.commands.terminal import shortened, visible
from helpers.quantities.claim_parts import kind_of

WIDEST = 100
QUIET = (*SOUND, "unverifiable")  # shown only when asked for


def claims_text(judged: Sequence[Judged], only: Sequence[str]) -> str:
    """Return the claims of the book: how many have each verdict, and those that `only` names, or all unsound ones.

    Parameters: judged; only, verdicts, none for all but the sound ones and unverifiable.
    """
    statistics = Counter(found.verdict for found in judged if kind_of(found.claim["part"]) == "statistic")
    settings = Counter(found.verdict for found in judged if kind_of(found.claim["part"]) == "setting")
    lines = [f"{'Verdict':14}{'Statistics':>11}{'Settings':>10}  Meaning"]
    for verdict, meaning in VERDICTS.items():
        head = f"{verdict:14}{statistics[verdict]:>11}{settings[verdict]:>10}  "
        lines += textwrap.wrap(meaning, WIDEST, initial_indent=head, subsequent_indent=" " * len(head))
    lines.append(f"{'all':14}{statistics.total():>11}{settings.total():>10}")
    findings = Counter(found.claim["finding"] for found in judged if found.claim["finding"])
    named = ", ".join(f"{finding} {count}" for finding, count in sorted(findings.items()))
    lines += ["", *textwrap.wrap(f"Findings, judged by people: {named or 'none'}.", WIDEST)]
    for found in judged:
        asked = found.verdict in only if only else found.verdict not in QUIET or found.claim["finding"]
        if asked:
            lines += ["", *_claim_lines(found)]
    return "\n".join(lines)


def columns_text() -> str:
    """Return the columns that a file of printed results may have, each with what it holds."""
    width = max(map(len, COLUMNS)) + 2
    return "\n".join(f"{column:{width}}{meaning}" for column, meaning in COLUMNS.items())


def _claim_lines(found: Judged) -> list[str]:
    claim = found.claim
    finding = f"; {claim['finding']}" if claim["finding"] else ""
    unit = f" {claim['unit']}" if claim["unit"] else ""
    head = f"{claim['claim']}  {claim['text']}: {claim['printed']}{unit}"
    lines = [*_wrapped(head), *_wrapped(f"{found.verdict}{finding}", "  ")]
    lines += [line for reason in found.reasons for line in _wrapped(reason, "    ")]
    return lines + (_wrapped(f"Note: {claim['note']}", "    ") if claim["note"] else [])


def table_text(table: AuditedTable, only: Sequence[str]) -> str:
    """Return an audited file: how many results have each verdict, and those that `only` names, or all unsound ones."""
    counts = summarise(table.audited)
    lines = [f"{len(table.audited)} result{'' if len(table.audited) == 1 else 's'} in {shortened(table.file, 60)}"]
    for verdict, count in counts.items():
        lines += _wrapped(f"{verdict} {count}: {OF_TABLES.get(verdict, VERDICTS[verdict])}", "  ")
    for found in table.audited:
        asked = found.verdict in only if only else found.verdict not in QUIET or found.questions
        if not asked:
            continue
        lines += ["", *_wrapped(f"{shortened(found.result['result'], 80)}: {found.verdict}")]
        reasons = [f"{c.name}: {c.reason}" for c in found.checks if c.reason and c.verdict not in ("", *SOUND)]
        for reason in dict.fromkeys(reasons):
            lines += _wrapped(reason, "    ")
        for question in found.questions:
            lines += _wrapped(f"To judge: {question}", "    ")
    if table.renamed:
        names = [f"{shortened(theirs)} as {ours}" for theirs, ours in table.renamed.items()]
        lines += ["", *_wrapped(f"Columns read: {', '.join(names)}.")]
    if table.ignored:
        more = f" and {len(table.ignored) - 10} more" if len(table.ignored) > 10 else ""
        lines += ["", *_wrapped(f"Columns not looked at: {', '.join(map(shortened, table.ignored[:10]))}{more}.")]
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrapped(visible(text), indent)


def unknown_verdicts(only: Iterable[str]) -> list[str]:
    """Return the words that are no verdicts."""
    return [word for word in only if word not in VERDICTS]
