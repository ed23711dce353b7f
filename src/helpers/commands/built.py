"""Is the site what the book says now? `make book` asks before it starts Jupyter Book, which takes two seconds to tell.

Run: python -m helpers.commands.built. Exit code 0 when nothing that a page depends on has changed since the last sound
build, by content; 1 when the book is to be built.
"""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.evidence.digest import BUILT_FROM, EVERYTHING, digest
from helpers.files.contents import chapter_files

SITE, DOCTREES = "_build/html", "_build/.doctrees"


def is_built(root: Path) -> bool:
    """Return whether the site stands there whole, built from what the book and the package hold now.

    Parameters: root, the book's folder.
    """
    try:
        built_from = (root / DOCTREES / BUILT_FROM).read_text(encoding="utf-8")
    except OSError:
        return False
    chapters = (name for name, _ in chapter_files(root))
    pages = ("index.html", "search.html", "searchindex.js", "stats.json", *(f"{name[:-3]}.html" for name in chapters))
    return built_from == digest(root, EVERYTHING) and all((root / SITE / page).is_file() for page in pages)


if __name__ == "__main__":
    if not is_built(Path.cwd()):
        sys.exit(1)
    print(f"{SITE} is what chapters, data and code say now: nothing to build (make clean book builds it anew).")
