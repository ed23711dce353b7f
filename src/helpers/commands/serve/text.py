"""A book that was never built: the text of its chapters, numbers filled in and nothing run, until there are pages."""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers.commands.serve.beside import running
from helpers.commands.serve.builds import SITE

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem 40vh; font: 1.05rem/1.6 system-ui, sans-serif; }}
nav a {{ margin-right: 0.7rem; }} pre {{ white-space: pre-wrap; }}</style>
<nav aria-label="Chapters">{links}</nav>
<main>
{body}
</main>
</html>
"""


async def write_text(root: Path, out: Path, told: Callable[[], None]) -> None:
    """Write the text of every chapter as a page, in a process of its own; where data are at fault write nothing.

    Parameters: root, the book's folder; out, where `_build` is put; told, called after each page and at the end.
    """
    async with running("helpers.commands.serve.text", str(root), str(out)) as process:
        while await process.stdout.readline():
            told()
    told()


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield name and content of each page, in the order of the contents. Parameters: root, the book's folder."""
    from helpers.chapters.plain import plain_text
    from helpers.evidence.evidence import read
    from helpers.files.contents import chapter_files

    evidence, _ = read(root)
    if evidence is None:
        return
    chapters = dict(chapter_files(root))
    for name, path in chapters.items():
        place = Path(name).parent
        links = " ".join(
            f'<a href="{html.escape(os.path.relpath(other, place))[:-3]}.html">{html.escape(Path(other).stem)}</a>'
            for other in chapters
        )
        text = path.read_text(encoding="utf-8", errors="replace")
        body = "\n".join(_shown(block.text, block.kind) for block in plain_text(text, name, evidence))
        yield f"{name[:-3]}.html", PAGE.format(title=html.escape(Path(name).stem), links=links, body=body)


def _shown(text: str, kind: str) -> str:
    mark, _, rest = text.partition(" ")
    if kind == "code":
        return f"<pre>{html.escape(text)}</pre>"
    if mark and not mark.strip("#"):
        return f"<h{min(len(mark), 6)}>{html.escape(rest)}</h{min(len(mark), 6)}>"
    return f"<p>{html.escape(text)}</p>"


def main() -> None:
    """Write the pages of a book. Arguments: its folder, and where `_build` is put."""
    root, out = Path(sys.argv[1]), Path(sys.argv[2], SITE)
    first = ""
    for name, content in pages(root):
        for wanted, text in ((name, content), ("" if first else "index.html", _door(name))):
            if wanted:
                (out / wanted).parent.mkdir(parents=True, exist_ok=True)
                (out / wanted).write_text(text, encoding="utf-8")
        first = first or name
        print(name, flush=True)


def _door(name: str) -> str:
    return f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={html.escape(name)}">\n'


if __name__ == "__main__":
    main()
