"""Plain text, as other citation files are, for references.bib, and texts compared."""

from __future__ import annotations

import re
import unicodedata

from helpers.files.latex import to_text

WITHOUT_PARTS = str.maketrans(  # letters that Unicode does not take apart into a plain one and a mark
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h"}
)


def tidy(text: str) -> str:
    """Return text of another program on one line: spaces of every kind are plain ones, invisible marks are gone.

    Raises: ValueError when it holds a letter that no text has.
    """
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(letter)
        if letter in "\t\n\r" or kind in ("Zs", "Zl", "Zp"):
            kept.append(" ")
        elif kind in ("Cc", "Cs", "Co", "Cn"):
            raise ValueError(f"it holds the letter {ascii(letter)[1:-1]}, which no text has")
        elif kind != "Cf":
            kept.append(letter)
    return " ".join("".join(kept).split())


def protect(latex: str) -> str:
    """Return a title with braces around words such as BCG or mRNA, whose capitals other styles would lose."""
    words = []
    for word in latex.split(" "):
        places = [place for place, letter in enumerate(word) if letter.isalnum() or letter == "_"]
        start, end = (places[0], places[-1] + 1) if places else (0, 0)
        core = word[start:end]
        inner = any(letter.isupper() for part in re.split(r"[-/]", core) for letter in part[1:])
        kept = inner and not word[:start].endswith("\\")
        words.append(f"{word[:start]}{{{core}}}{word[end:]}" if kept else word)
    return " ".join(words)


def to_ascii(text: str) -> str:
    """Return text in small letters without accents; letters of other scripts stay."""
    parts = unicodedata.normalize("NFKD", text.translate(WITHOUT_PARTS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).lower()


def compared(latex: str) -> str:
    """Return a title for comparing: its letters and digits alone."""
    return "".join(letter for letter in to_ascii(to_text(latex)) if letter.isalnum())
