"""No stale number: pages follow the content they are computed from, and a failed build stays failed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx

from helpers.evidence.digest import BUILT_FROM, CACHES, EVERYTHING, digest

FIRST_PAGE = "REVIEW_FIRST_PAGE"  # in the environment: the page that a preview waits for
UNFINISHED = "unfinished"


def setup(app: Sphinx) -> None:
    """Run cells side by side, name the cell cache by content, and forget what a failed build knew."""
    app.parallel = max(app.parallel, os.cpu_count() or 1)
    app.keep_going = True  # every warning is reported, and any of them makes the exit code 1
    app.warningiserror = False
    app.connect("config-inited", _declare_parallel_safe)
    app.connect("builder-inited", _name_cell_cache, priority=900)  # after MyST-NB has set its own
    app.connect("env-get-outdated", _find_outdated_pages)
    app.connect("env-updated", _find_pages_with_old_titles)
    app.connect("build-finished", _keep_sound_build, priority=999)  # after everything that could still warn
    _forget_unsound_build(app)


def _declare_parallel_safe(app: Sphinx, config: Any) -> None:
    """Two extensions of Jupyter Book declare nothing, which stops parallel reading; both only transform pages."""
    for name in ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def cell_cache(app: Sphinx) -> Path:
    """Return the folder of what cells gave with the data and the code as they are."""
    return Path(app.outdir).parent / CACHES / app.review_digest[:16]


def _name_cell_cache(app: Sphinx) -> None:
    cache = cell_cache(app)
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(cache))
    get_cache(cache).db  # noqa: B018 - it is created on first use, which pages read side by side would race for


def _find_outdated_pages(app: Sphinx, env: Any, added: set, changed: set, removed: set) -> list[str]:
    """Return every page when data, bibliography, code, configuration or Python are not those of the last build.

    A preview that asks for one page first gets that one; the digest stays, so that the others are still outdated.
    """
    before = getattr(env, "review_digest", None)
    if before == app.review_digest:
        return []
    first = os.environ.get(FIRST_PAGE)
    if before is not None and first in env.found_docs:
        return [first]
    env.review_digest = app.review_digest
    return sorted(env.found_docs)


def _find_pages_with_old_titles(app: Sphinx, env: Any) -> list[str]:
    """Return every page when a page's title has changed: all show it beside their text, and Sphinx writes few again."""
    titles = {page: title.astext() for page, title in env.titles.items()}
    before, env.review_titles = getattr(env, "review_titles", titles), titles
    return [] if before == titles else sorted(env.found_docs)


def _forget_unsound_build(app: Sphinx) -> None:
    """Begin anew unless the last build ended, and without a warning: every page is read, every fault is met again.

    A mark that only a sound build removes also covers builds that were interrupted between reading and writing.
    """
    folder = Path(app.doctreedir)
    if (folder / UNFINISHED).exists():
        (folder / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / UNFINISHED).touch()
    (folder / BUILT_FROM).unlink(missing_ok=True)
    app.review_built_from = digest(Path(app.srcdir), EVERYTHING)


def _keep_sound_build(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and not app._warncount:
        Path(app.doctreedir, UNFINISHED).unlink(missing_ok=True)
        Path(app.doctreedir, BUILT_FROM).write_text(app.review_built_from, encoding="utf-8")
        for cache in Path(app.env.mystnb_config.execution_cache_path).parent.iterdir():
            if cache.name != app.review_digest[:16]:
                shutil.rmtree(cache, ignore_errors=True)
