"""The evidence of the book being built: read once a build, its faults reported once."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from helpers.evidence import Evidence, read
from helpers.problems import EvidenceError

logger = logging.getLogger(__name__)


def evidence_of(app: Sphinx) -> Evidence:
    """Return the evidence of the book, loading it on first use.

    Parameters: app, the running build. Raises: EvidenceError when data or bibliography are at fault; each fault
    has then been logged as a warning, once.
    """
    if not hasattr(app, "review_evidence"):
        evidence, problems = read(Path(app.srcdir))
        for problem in sorted(problems):
            logger.warning("%s", problem, type="review", subtype="data")
        app.review_evidence = EvidenceError(problems) if problems or evidence is None else evidence
    if isinstance(app.review_evidence, EvidenceError):
        raise app.review_evidence
    return app.review_evidence
