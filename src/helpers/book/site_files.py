"""What stands in the site beside its pages: the same wherever and however it was built, nothing of a failed build."""

from __future__ import annotations

import atexit
import os
import shutil
from contextlib import suppress
from pathlib import Path

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx

BUILD_INFO = ".buildinfo"  # a digest of the settings, in which the package's own address stands: no part of the site
OF_PAGES = (
    *("stats.json", "searchindex.js", "searchtext.js", "objects.inv"),
    *("ro-crate-metadata.json", "sitemap.xml", "robots.txt"),
    *("archives", "figures", "numbers", "notebooks", "studies", "data", "_downloads", "_images"),
)


def setup(app: Sphinx) -> None:
    """Register what puts files in their places."""
    app.connect("builder-inited", _bring_build_info)
    app.connect("builder-inited", _write_notebook_style)
    app.connect("build-finished", _put_build_info_away, priority=950)
    app.connect("build-finished", _note_end, priority=950)
    atexit.register(_remove_stale_pages, app, os.getpid())


def _bring_build_info(app: Sphinx) -> None:
    """Let the builder compare its settings with those of the last build."""
    if app.builder.format == "html":
        with suppress(OSError):
            shutil.copy(Path(app.doctreedir, BUILD_INFO), Path(app.outdir, BUILD_INFO))


def _put_build_info_away(app: Sphinx, exception: Exception | None) -> None:
    if app.builder.format == "html":
        with suppress(OSError):
            os.replace(Path(app.outdir, BUILD_INFO), Path(app.doctreedir, BUILD_INFO))


def _write_notebook_style(app: Sphinx) -> None:
    """Write MyST-NB's style sheet before the pages, which name its sum if it is there; MyST-NB writes it after them."""
    if app.builder.format == "html":
        Path(app.outdir, "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)


def remove_old(app: Sphinx, exception: Exception | None, folder: str) -> None:
    """Remove what a folder of the site holds for pages that are gone. Parameters: exception, what ended the build."""
    if exception is None and app.builder.format == "html":
        for path in Path(app.outdir, folder).rglob("*.*"):
            page = path.relative_to(Path(app.outdir, folder)).with_suffix("").as_posix()
            if page not in app.env.found_docs and page not in app.review_generated:
                path.unlink()


def _note_end(app: Sphinx, exception: Exception | None) -> None:
    app.review_ended = exception is None


def _remove_stale_pages(app: Sphinx, process: int) -> None:
    """Remove the pages of an earlier build when this one did not come to its end, for whatever reason.

    They do not know what the book says now, and nothing on them says so. A build that only warned has written its own.
    """
    if os.getpid() != process or getattr(app, "review_ended", False):
        return
    out = Path(app.outdir)
    for page in out.rglob("*.html"):
        page.unlink(missing_ok=True)
    for name in OF_PAGES:
        with suppress(OSError):
            (shutil.rmtree if (out / name).is_dir() else Path.unlink)(out / name)
