"""What machines read from the built site: stats.json, and the rows of every figure with what its explorer needs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.book.explorer import explorer_script
from helpers.book.nodes import shown_on_pages
from helpers.book.traced_rows import as_csv, printed_in, traced, with_traced
from helpers.quantities.provenance import for_readers

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Write the files after the pages."""
    app.connect("env-check-consistency", _check_names)
    app.connect("build-finished", write_machine_files)


def _check_names(app: Sphinx, env: Any) -> None:
    """Refuse two figures of one name: their rows would share a file. Read side by side, no page knows the others."""
    first: dict[str, str] = {}
    pages = sorted(shown_on_pages(env).items())
    told = {name for _, shown in pages for name in shown["told"]}
    for page, shown in pages:
        for name in shown["figures"]:
            if first.setdefault(name, page) != page and name not in told:
                message = "a figure's name is used once; %r is also on %s"
                logger.warning(message, name, first[name], location=page, type="review", subtype="figure")


def write_machine_files(app: Sphinx, exception: Exception | None) -> None:
    """Write stats.json and figures/*.csv of a successful HTML build; a failed one leaves none behind.

    Parameters: app; exception, what ended the build, or None.
    """
    if app.builder.format != "html":
        return
    out = Path(app.outdir)
    (out / "stats.json").unlink(missing_ok=True)
    shutil.rmtree(out / "figures", ignore_errors=True)  # one may have been renamed
    if exception is not None or app._warncount:
        return
    shutil.rmtree(out / "reports", ignore_errors=True)  # of cells that failed in an earlier build
    pages, evidence = shown_on_pages(app.env), evidence_of(app)
    unique = {
        json.dumps({"page": page, **for_readers(evidence, quantity)}, sort_keys=True, ensure_ascii=False)
        for page, shown in pages.items()
        for quantity in shown["quantities"]
    }
    stats = [json.loads(text) for text in sorted(unique)]
    text = json.dumps({"quantities": stats}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    _write(out / "stats.json", text + "\n")
    for shown in pages.values():
        printed = printed_in(evidence, shown["quantities"])
        for name, (columns, rows) in shown["figures"].items():
            text = as_csv(with_traced(columns), traced(columns, rows, printed))
            _write(out / "figures" / f"{name}.csv", text)
        for name, data in shown["explored"].items():
            _write(out / "figures" / f"{name}.js", explorer_script(name, data))


def _write(path: Path, text: str) -> None:
    """Replace a file at once, so that a reader never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)
