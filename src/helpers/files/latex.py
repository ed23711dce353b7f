"""LaTeX, as references.bib is written, to plain text; the references page prints this text and no other."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

BARE_PERCENT = re.compile(r"(?<!\\)%")  # TeX would take the rest of the line for a remark
NEEDS_A_PARSER = re.compile(r"\\(?![&%$#_{}])|(?<!\\)\$")  # a command or a formula; escaped signs and braces do not
BRACE = re.compile(r"(?<!\\)[{}]")
ESCAPED = re.compile(r"\\([&%$#_{}])")
COMMAND = re.compile(r"\\([A-Za-z]+|.|\Z)", re.DOTALL)
FORMULA = re.compile(r"(?<!\\)\$([^$]*)\$")
RAISED = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|[^\\{}\s]))")  # an index or an exponent
SUPERSCRIPT = re.compile(r"\\textsuperscript\s*\{([^{}]*)\}")
ALONE = re.compile(r"\\([~^])(?:\{\}|(?=\s|\Z))")  # an accent above nothing: programs write a tilde so
SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("?`", "¿"), ("!`", "¡"), ("~", " "))
ABOVE = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
BELOW = "_"  # an index is written on the line: CO2
FORMATS = frozenset(  # commands whose argument is what is read
    """emph textit textbf textrm textsc textsf texttt textup textmd textnormal textsl text mbox mathrm mathit mathbf
    mathsf mathtt mathcal ensuremath it bf rm sc sf tt em sl itshape bfseries textsuperscript
    textsubscript""".split()
)
FORMAT = re.compile(rf"\\(?:{'|'.join(sorted(FORMATS))})(?![A-Za-z])\s*")  # its argument stays, in its braces
DEGREE = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")
ACCENTS = frozenset("'`\"^~=.cvuHkrdb")
LETTERS = {  # that pylatexenc does not know, and would drop without a word
    "textless": "<", "textgreater": ">", "textbar": "|", "copyright": "©", "textcopyright": "©", "textquotesingle": "'",
    "textasciigrave": "`", "textbullet": "•", "textperiodcentered": "·", "textellipsis": "…", "textunderscore": "_",
    "textdollar": "$", "textpercent": "%", "textampersand": "&", "textquotedbl": '"', "textmu": "µ", "slash": "/",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "texttimes": "×", "textpm": "±",
    "newline": " ", "textasciitilde": "~", "textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}", "/": "",
    "-": "", "@": "", "textbackslash": "\\", "textdegree": "°", "par": " ", "\\": " ", "textminus": "−", "degree": "°",
    "LaTeX": "LaTeX", "TeX": "TeX", "S": "§", "P": "¶", "pounds": "£",
}  # fmt: skip


def to_text(latex: str) -> str:
    """Return a field of references.bib as plain text: accents are letters, commands, escapes and braces are gone."""
    braces = BRACE.findall(latex)
    if NEEDS_A_PARSER.search(latex) or braces.count("{") != braces.count("}"):
        return " ".join(_parsed(latex).split())
    for sign, letter in SIGNS:
        latex = latex.replace(sign, letter)
    return " ".join(ESCAPED.sub(r"\1", BRACE.sub("", latex)).split())


def find_unreadable(latex: str) -> list[str]:
    r"""Return what no plain text can be made of: commands such as `\url`, and formulas that are more than letters."""
    if not NEEDS_A_PARSER.search(latex):
        return []
    found = [f"\\{name}" for name in COMMAND.findall(latex) if not _is_readable(name)]
    rest = FORMULA.sub(lambda formula: _on_the_line(formula[1]), latex)
    if re.search(r"(?<!\\)\$", rest):
        found.append("$")
    found += ["^" for formula in FORMULA.findall(latex) if re.search(r"[\^_]", _on_the_line(formula))]
    found += ["\\textsuperscript" for raised in SUPERSCRIPT.findall(latex) if not superscript(raised)]
    return list(dict.fromkeys(found))


def _is_readable(name: str) -> bool:
    if name in FORMATS or name in ACCENTS or name in LETTERS or name in "&%$#_{} ,;:!()":
        return bool(name)
    spec = _database().get_macro_spec(name)
    said = getattr(spec, "simplify_repl", None)
    return isinstance(said, str) and bool(said.strip()) and ("%" not in said or name in ("frac", "sqrt"))


def superscript(text: str) -> str:
    """Return text as raised letters, empty where there are none for it; marks such as ® and words stay as they are."""
    if text.strip() in ("®", "™", "°", "\\textregistered", "\\texttrademark", "\\textdegree", "\\circ"):
        return text
    if text.isalpha() and text.isascii():
        return text  # 3rd
    return "".join(ABOVE.get(letter, "") for letter in text) if all(letter in ABOVE for letter in text) else ""


def _on_the_line(formula: str) -> str:
    """Return a formula with its indices and exponents as letters; what cannot be one keeps its sign."""

    def written(found: re.Match[str]) -> str:
        inner = found[2] if found[2] is not None else found[3]
        return inner if found[1] == BELOW else superscript(inner) or found[0]

    return RAISED.sub(written, DEGREE.sub("°", formula))


@cache
def _database() -> Any:
    from pylatexenc.latex2text import MacroTextSpec, get_default_latex_context_db

    database = get_default_latex_context_db()
    specs = [MacroTextSpec(name, simplify_repl=letter) for name, letter in LETTERS.items()]
    database.add_context_category("letters", prepend=True, macros=specs)
    return database


@lru_cache(maxsize=64)
def _parsed(latex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    latex = ALONE.sub(lambda sign: "\\textasciitilde{}" if sign[1] == "~" else "\\textasciicircum{}", latex)
    latex = SUPERSCRIPT.sub(lambda raised: superscript(raised[1]) or raised[1], latex)
    latex = FORMAT.sub("", latex)
    latex = FORMULA.sub(lambda formula: f"${_on_the_line(formula[1])}$", BARE_PERCENT.sub(r"\\%", latex))
    latex = re.sub(r"(?<!\\)&", r"\\&", latex)  # no table stands in a field
    try:
        return str(LatexNodes2Text(latex_context=_database(), math_mode="text").latex_to_text(latex))
    except Exception:  # the parser is fed any text: what it cannot read stays as it is written
        return latex
