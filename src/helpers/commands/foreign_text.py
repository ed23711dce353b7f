"""Anyone's file as text: what it is when it is no text, in which letters it was saved, and what parts its cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import NamedTuple

from helpers.files.conflicts import MARK
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import MOST_BYTES

SAVE = "Save the sheet as CSV UTF-8 there, and name that file."
WORKBOOK = "a workbook of a spreadsheet program (.xlsx, .ods or .numbers)"
KINDS = (  # first bytes; what that is; what to do
    (b"PK\x03\x04", WORKBOOK, SAVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of an older spreadsheet program (.xls)", SAVE),
    (b"%PDF", "a PDF", "Write its table as CSV."),
    (b"\x1f\x8b", "a compressed file (.gz, .rds or .RData)", "Unpack it, or save the table as CSV."),
    (b"RDX", "data of R", "Save the table by write.csv."),
    (b"<stata_dta>", "data of Stata", "Save the table by export delimited."),
    (b"$FL2", "data of SPSS", "Save the table as CSV."),
    (b"SQLite format 3", "a database", "Save the table as CSV."),
    (b"{\\rtf", "a text of a word processor (.rtf)", "Save the table as CSV."),
)
MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = (",", ";", "\t", "|")
FIRST_LINES = 50  # by which the delimiter is told


class ForeignText(NamedTuple):
    """A file as text with line feeds only: what parts its cells, and what a reader must know of how it was read."""

    text: str
    delimiter: str
    remarks: tuple[str, ...]


def foreign_text(data: bytes, name: str) -> tuple[ForeignText, list[Problem]]:
    """Return the bytes of a file that is not of the book as text, and every fault of them.

    Parameters: data; name, how messages call the file. UTF-8, UTF-16 and UTF-32 are told by their bytes; what is none
    of them is read as Windows-1252, which is said: it can only change letters outside ASCII.
    """
    nothing = ForeignText("", ",", ())
    if not data.strip():
        found = f"it holds {len(data)} bytes"
        return nothing, [Place(name).fault("the file must not be empty", found, "Restore its content.")]
    if len(data) > MOST_BYTES:
        found = f"it holds {len(data)} bytes"
        return nothing, [Place(name).fault(f"a file holds at most {MOST_BYTES} bytes", found, "Split it.")]
    for magic, kind, remedy in KINDS:
        if data.startswith(magic):
            return nothing, [Place(name).fault("the file is a table in text (CSV)", f"it is {kind}", remedy)]
    decoded = _decoded(data)
    if decoded is None:
        found = "these bytes are neither UTF-8 nor UTF-16 nor Windows-1252"
        return nothing, [Place(name).fault("the file is text", found, "Save the file as CSV UTF-8.")]
    text, remarks = decoded
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        remedy = "Save the file as UTF-8 text."
        return nothing, [Place(name, line=line).fault("text holds no NUL byte", "there is one", remedy)]
    if re.match(r"\s*(<(\?xml|!doctype|html|table|Workbook)|[{\[]\s*[\"{\[])", text, re.IGNORECASE):
        found = f"it begins with {quote(text.strip()[:20])}"
        remedy = "Save its table as CSV UTF-8, and name that file."
        return nothing, [Place(name).fault("the file is a table in text (CSV)", found, remedy)]
    if match := re.match(r'"?sep=(.)"?[^\n]*\n', text, re.IGNORECASE):  # a line for Excel, which does not show it
        return ForeignText(text[match.end() :], match[1], tuple(remarks)), []
    delimiter = _delimiter(text)
    if delimiter != ",":
        names = {";": "semicolons", "\t": "tabs", "|": "bars"}
        remarks.append(f"Cells are parted by {names[delimiter]}.")
    return ForeignText(text, delimiter, tuple(remarks)), []


def _decoded(data: bytes) -> tuple[str, list[str]] | None:
    """Return bytes as text and remarks on it, None when no encoding fits."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ["The file is UTF-16."]
            except UnicodeDecodeError:
                return None
    head = data[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 3 and zeros.count(0) > 0.8 * len(zeros) and len(data) % 2 == 0:
            try:
                return data.decode(encoding), ["The file is UTF-16."]
            except UnicodeDecodeError:
                return None
    try:
        return data.removeprefix(MARK).decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    try:
        said = "The file is not UTF-8; letters outside ASCII were read as Windows-1252."
        return data.decode("cp1252"), [said]
    except UnicodeDecodeError:
        return None


def _delimiter(text: str) -> str:
    """Return what parts the cells: what gives the first lines most columns, as many in each line as can be."""
    lines = [line for line in text.split("\n", FIRST_LINES)[:FIRST_LINES] if line.strip()]

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            sizes = [len(cells) for cells in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)]
        except csv.Error:
            return 0.0, 0
        size, often = Counter(sizes).most_common(1)[0]
        return (often / len(sizes) if size > 1 else 0.0), sizes[0]

    found = {delimiter: fit(delimiter) for delimiter in DELIMITERS if lines and delimiter in lines[0]}
    return max(found, key=lambda delimiter: found[delimiter]) if found else ","
