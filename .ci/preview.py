"""Make one file of a built site, to be looked at in a browser without unpacking anything.

Run: python .ci/preview.py _build/html _build/preview.html. It holds every chapter with its figures and tables, the
style and the fonts, and loads nothing. It runs no script, so numbers do not open: for that there is the site itself.
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
TITLE = re.compile(r"<h1>(.*?)<a class=\"headerlink\"", re.DOTALL)
BODY = re.compile(r'<body class="([\w -]*)"')
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
LINK = re.compile(r'href="(?![a-z]+:|#)([^"#]*)(#[^"]*)?"')
IMAGE = re.compile(r'src="(?![a-z]+:)([^"?]+)[^"]*"')
FONT = re.compile(r'url\("(fonts/[^"]+)"\)')
KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}
NOTICE = "A proposed change, not the published book. Numbers open in the site itself, the artefact <em>site</em>."


def data_address(path: Path) -> str:
    """Return a file as an address that holds it."""
    return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def pages_of(site: Path) -> list[Path]:
    """Return the pages of the chapters, in the order of the contents that each of them has."""
    first = site / "chapters/index.html"
    names = re.findall(r'href="([\w-]+\.html)"', first.read_text(encoding="utf-8"))
    found = [site / "chapters" / name for name in dict.fromkeys(["index.html", *names])]
    return [path for path in found if path.is_file()]


def inside(path: Path, known: set[str]) -> str:
    """Return what a page shows, with links to where it stands in the one file."""

    def linked(match: re.Match[str]) -> str:
        stem = Path(match[1]).stem
        return f'href="{match[2]}"' if match[2] else f'href="#page-{stem}"' if stem in known else 'href="#top"'

    def shown(match: re.Match[str]) -> str:
        image = (path.parent / match[1]).resolve()
        return f'src="{data_address(image)}"' if image.is_file() and image.suffix in KINDS else match[0]

    page = path.read_text(encoding="utf-8")
    main, body = MAIN.search(page), BODY.search(page)
    text = SCRIPT.sub("", main[1] if main else "")
    return (
        f'<div id="page-{path.stem}" class="{body[1] if body else ""}">{IMAGE.sub(shown, LINK.sub(linked, text))}</div>'
    )


def preview(site: Path) -> str:
    """Return a site as one page."""
    pages = pages_of(site)
    known = {path.stem for path in pages}
    static = site / "_static"
    style = FONT.sub(
        lambda match: f'url("{data_address(static / match[1])}")', (static / "site.css").read_text(encoding="utf-8")
    )
    titles = {path.stem: TITLE.search(path.read_text(encoding="utf-8")) for path in pages}
    links = (f'<li><a href="#page-{name}">{found[1] if found else name}</a></li>' for name, found in titles.items())
    body = "\n<hr>\n".join(inside(path, known) for path in pages)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>A proposed change</title>\n<style>{style}</style>\n</head>\n"
        f'<body id="top">\n<main role="main" class="page">\n<p><strong>{NOTICE}</strong></p>\n'
        f"<ul>{''.join(links)}</ul>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(preview(Path(sys.argv[1])), encoding="utf-8", newline="\n")
