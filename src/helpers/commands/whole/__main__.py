"""Make the whole book into one file: `python -m helpers.commands.whole pdf`, or `offline`, from a finished site."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from helpers.book.whole import OFFLINE, PDF, link_whole, name_of_book
from helpers.commands.built import SITE, is_built
from helpers.commands.whole.chromium import NO_FONT, lacks_font, print_page
from helpers.commands.whole.document import about_site, document_of
from helpers.commands.whole.offline import archive_of_site


def make_pdf(root: Path) -> Path:
    """Return the PDF of a book, printed from its site. Raises: RuntimeError when Chromium is missing."""
    site = root / SITE
    pdf = site / f"{name_of_book(site)}{PDF}"
    with tempfile.TemporaryDirectory() as folder:
        page, text = Path(folder, "book.html"), document_of(root, site)
        page.write_text(text, encoding="utf-8")
        print_page(page, pdf)
    if lacks_font(text):
        print(NO_FONT, file=sys.stderr)
    link_whole(site)
    return pdf


def make_offline(root: Path) -> Path:
    """Return the archive of a book's site with its PDF. Raises: RuntimeError where there is no PDF."""
    site = root / SITE
    name = name_of_book(site)
    archive, pdf = site / f"{name}{OFFLINE}", f"{name}{PDF}"
    if not (site / pdf).is_file():
        raise RuntimeError("The archive holds the PDF, and there is none: make pdf first.")
    archive.unlink(missing_ok=True)
    link_whole(site)  # the archive links to the PDF, and not to itself
    archive.write_bytes(archive_of_site(site, pdf, name, about_site(site)["name"]))
    link_whole(site)
    return archive


MAKERS = {"pdf": make_pdf, "offline": make_offline}


def main(what: str, root: Path) -> int:
    """Make one of the files, and say where it is; return the exit code of the process."""
    if not is_built(root):
        print("The site is not what the book says now: make book first.", file=sys.stderr)
        return 1
    try:
        made = MAKERS[what](root)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made.relative_to(root)} ({made.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path.cwd()))
