"""What does a reader's browser load for the chapter on incidence, against a stock Jupyter Book?

File by file. Opens the page in Chromium (CHROME_PATH, or the system's own) and counts every file it asks for, each
compressed by `gzip -9`, as a server would. Without Chromium the page and its style sheets are read instead, and every
font that they name is counted, although a browser loads only those it needs. Files from other hosts are listed, not
counted. The second total leaves out the pictures inside the page; those of the stock book are files.

Run: .venv/bin/python benchmarks/page_weight.py [--page chapters/incidence.html] [--built] [--no-browser]
`--built` measures the site that `make book` left in _build/html instead of building it anew.
Target: less than 350 KiB.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from stock_book import PROJECT, build, copy_book, copy_stock_book

LOADED_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "shortcut"}
FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
ADDRESS = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])([^\"')]+)")
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


class Loaded(HTMLParser):
    """Collects what a browser loads while it shows a page."""

    def __init__(self, markup: str) -> None:
        """Read a page's markup."""
        super().__init__()
        self.addresses: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the address of a style sheet, script, picture or preloaded file."""
        given = dict(attributes)
        if tag == "link" and LOADED_LINKS & set((given.get("rel") or "").split()):
            self.addresses.append(given.get("href") or "")
        elif tag in ("script", "img", "iframe", "source", "embed", "audio", "video"):
            self.addresses.append(given.get("src") or "")


def addresses_in_style(text: str) -> list[str]:
    """Return what a style sheet loads: pictures, other sheets, and the first format of each font."""
    fonts = [ADDRESS.findall(face)[:1] for face in FONT_FACE.findall(text)]
    return [*ADDRESS.findall(FONT_FACE.sub("", text)), *(address for first in fonts for address in first)]


def addresses_in_files(page: Path) -> list[str]:
    """Return the addresses of everything a page and its style sheets name, itself first."""
    found = [page.as_uri()]
    found += [urljoin(page.as_uri(), address) for address in Loaded(page.read_text("utf-8")).addresses if address]
    for address in found:  # grows while style sheets are read
        file = file_of(address)
        if file is not None and file.suffix == ".css":
            inside = (urljoin(address, each) for each in addresses_in_style(file.read_text("utf-8")))
            found += [each for each in inside if each not in found]
    return found


def addresses_in_browser(page: Path) -> list[str] | None:
    """Return the addresses of everything Chromium asks for while it shows a page; None without Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = os.environ.get("CHROME_PATH") or next((path for path in map(shutil.which, names) if path), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab, found = browser.new_page(), []
        tab.on("request", lambda request: found.append(request.url))
        tab.goto(page.as_uri())
        tab.wait_for_timeout(2000)  # for what scripts ask for later
        browser.close()
    return found


def file_of(address: str) -> Path | None:
    """Return the file behind a local address, or None."""
    parts = urlsplit(address)
    file = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
    return file if file is not None and file.is_file() else None


def compressed(data: bytes) -> float:
    """Return the size of some bytes after `gzip -9`, in KiB."""
    return len(gzip.compress(data, 9)) / 1024


def weigh(title: str, site: Path, name: str, in_browser: bool) -> float:
    """Print the table of one site; return the total in KiB."""
    page = (site / name).resolve()
    addresses = addresses_in_browser(page) if in_browser else None
    how = "as Chromium loads it" if addresses else "as its files name it"
    addresses = addresses or addresses_in_files(page)
    files = dict.fromkeys(filter(None, map(file_of, addresses)))
    sizes = {file.relative_to(site.resolve()).as_posix(): compressed(file.read_bytes()) for file in files}
    print(f"\n{title}, {how}\n{'KiB, gzip -9':>14}  file")
    for file, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        print(f"{size:>14.1f}  {file}")
    for address in dict.fromkeys(each for each in addresses if urlsplit(each).netloc):
        print(f"{'other host':>14}  {address}")
    total, markup = sum(sizes.values()), page.read_text("utf-8")
    pictures = SVG.findall(markup)
    bare = total - compressed(markup.encode()) + compressed(SVG.sub("", markup).encode())
    print(f"{total:>14.1f}  in all, {len(files)} files\n{bare:>14.1f}  without the {len(pictures)} SVG inside the page")
    return total


def weigh_every(site: Path, in_browser: bool) -> None:
    """Print what a first visit to each page of a site loads: KiB compressed, and how many files."""
    print(f"{'KiB, gzip -9':>14}  files  page")
    for page in sorted(site.rglob("*.html")):
        addresses = (addresses_in_browser(page) if in_browser else None) or addresses_in_files(page)
        files = dict.fromkeys(filter(None, map(file_of, addresses)))
        total = sum(compressed(file.read_bytes()) for file in files)
        print(f"{total:>14.1f}  {len(files):>5}  {page.relative_to(site).as_posix()}")


def main() -> None:
    """Build both sites and print what their pages weigh."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", default="chapters/incidence.html")
    parser.add_argument("--built", action="store_true", help="measure _build/html as it is")
    parser.add_argument("--every", action="store_true", help="print what each page of _build/html weighs, and stop")
    parser.add_argument("--no-browser", action="store_true", help="read the files, also where there is Chromium")
    options = parser.parse_args()
    if options.every:
        weigh_every(PROJECT / "_build/html", not options.no_browser)
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.built:
            own = PROJECT / "_build/html"
        else:
            copy = copy_book(Path(folder) / "own")
            build(copy)
            own = copy / "_build/html"
        stock = copy_stock_book(Path(folder) / "stock")
        build(stock, stock=True)
        ours = weigh("This book", own, options.page, not options.no_browser)
        theirs = weigh("Stock Jupyter Book", stock / "_build/html", options.page, not options.no_browser)
    print(f"\nThis book {ours:.0f} KiB, stock {theirs:.0f} KiB: {ours / theirs:.2f} of it")


if __name__ == "__main__":
    main()
