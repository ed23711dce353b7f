"""Chromium prints a page: without network, with tags and outline, and the same bytes each time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "Chromium prints the book, and none was found: install it (Debian and Ubuntu: apt-get install chromium), or set "
    "CHROME_PATH to where it is."
)
NO_FONT = "No font here shows Chinese letters, so the PDF has boxes in their place: install one (fonts-noto-cjk)."
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DATE = re.compile(rb"/(CreationDate|ModDate) ?\(D:\d{14}([^)]*)\)")
EPOCH = b"20000101000000"  # as long as the date that it replaces: places of a PDF are counted in bytes
LONGEST = 300  # seconds


def chromium_path() -> str:
    """Return where Chromium is: CHROME_PATH, or the system's own; "" where there is none."""
    return os.environ.get("CHROME_PATH") or next((path for path in map(shutil.which, NAMES) if path), "")


def print_page(page: Path, pdf: Path) -> None:
    """Print a page of this computer to a PDF. Raises: RuntimeError when Chromium is missing or made none."""
    chromium = chromium_path()
    if not chromium:
        raise RuntimeError(MISSING)
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        ran = subprocess.run(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"),
                *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
                *("--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf"),
                "--virtual-time-budget=10000",  # until all is laid out
                *(f"--print-to-pdf={pdf}", page.as_uri()),
            ],
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    if not pdf.is_file():
        raise RuntimeError(f"Chromium ({chromium}) printed nothing: {ran.stderr.strip()[-500:]}")
    pdf.write_bytes(undated(pdf.read_bytes()))


def lacks_font(text: str) -> bool:
    """Return whether a text has Chinese letters and this computer, as far as it tells, no font that shows them."""
    lister = shutil.which("fc-list")
    if not lister or not CHINESE.search(text):
        return False
    return not subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False).stdout.strip()


def undated(pdf: bytes) -> bytes:
    """Return a PDF with one date in place of those of its making."""
    return DATE.sub(lambda found: found[0].replace(found[0][found[0].index(b"D:") + 2 :][:14], EPOCH), pdf)
