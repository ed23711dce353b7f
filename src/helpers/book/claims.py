"""The verdicts on the source review's numbers, where pages need them: judged once a build, found by rows of data."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from helpers.audit import SOUND
from helpers.audit.claims import Judged, judge
from helpers.book.evidence import evidence_of
from helpers.files.tables import RowRef


def judged_claims(app: Sphinx) -> list[Judged]:
    """Return the claims with their verdicts, judged once a build."""
    if not hasattr(app, "review_judged"):
        app.review_judged, _ = judge(evidence_of(app))
    return app.review_judged


def is_notable(found: Judged) -> bool:
    """Return whether a reader of the number should know: it does not fit or hold, or is used wrongly."""
    return found.verdict not in (*SOUND, "unverifiable") or bool(found.claim["finding"])


def said_of(app: Sphinx, quantity: dict[str, Any]) -> list[dict[str, str]]:
    """Return what the audit says of the rows behind a number: its notable claims.

    Parameters: app; quantity as `Quantity.as_dict` gives it. Returns: text, and the id of the claim's row.
    """
    rows = frozenset(RowRef(*row) for row in quantity["rows"])
    said = []
    for found in _by_rows(app).get(rows, ()) if rows else ():
        claim = found.claim
        words = ", ".join(filter(None, (found.verdict if found.verdict not in SOUND else "", claim["finding"])))
        said.append(
            {"text": f"{claim['text']}: printed {claim['printed']} ({words})", "id": identifier(claim["claim"])}
        )
    return said


def _by_rows(app: Sphinx) -> dict[frozenset[RowRef], list[Judged]]:
    """Return the notable claims by the rows of data that they are compared with."""
    if not hasattr(app, "review_claims_by_rows"):
        app.review_claims_by_rows = {}
        for found in filter(is_notable, judged_claims(app)):
            rows = frozenset(row for quantity in found.quantities for row in quantity.rows)
            app.review_claims_by_rows.setdefault(rows, []).append(found)
    return app.review_claims_by_rows


def identifier(claim: str) -> str:
    """Return the id of a claim's row on its page: `claim-iv-1-1-7`."""
    return f"claim-{claim.replace('.', '-')}"


def page_of_claims(env: Any) -> str:
    """Return the page that lists the claims, "" when there is none."""
    pages = getattr(env, "review_pages", {})
    return next((name for name, shown in sorted(pages.items()) if shown.get("lists_claims")), "")
