"""The evidence of the book being built: read once a build, before any page, its faults reported once."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from helpers.audit.claim_rules import find_claim_problems
from helpers.evidence.digest import SOUND, digest
from helpers.evidence.evidence import Evidence, read
from helpers.files.problems import EvidenceError
from helpers.files.transaction import recover

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Load the evidence first: before the bibliography is parsed, and before pages are read side by side."""
    app.connect("config-inited", _load, priority=100)


def evidence_of(app: Sphinx) -> Evidence:
    """Return the evidence of the book. Parameters: app, the running build."""
    return app.review_evidence


def _load(app: Sphinx, config: object) -> None:
    """Read the data; without sound data nothing can be computed, so the build ends after naming every fault.

    A change of the data that was interrupted is completed first. Raises: SystemExit, which unlike other exceptions
    leaves no traceback under the list of faults.
    """
    try:
        if told := recover(Path(app.srcdir)):
            logger.info("%s", told)
        app.review_digest = digest(Path(app.srcdir))
        evidence, problems = read(Path(app.srcdir))
    except EvidenceError as error:
        evidence, problems = None, list(error.problems)
    if evidence is not None and not problems:
        problems = find_claim_problems(evidence)
    for problem in sorted(set(problems)):
        logger.warning("%s", problem, type="review", subtype="data")
    if problems or evidence is None:
        raise SystemExit("The data are at fault, so no page was read. Correct what is named above and build again.")
    app.review_evidence = evidence
    os.environ[SOUND] = app.review_digest  # the kernels of the cells inherit it
