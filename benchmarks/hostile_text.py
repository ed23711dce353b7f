"""Letters, numbers and words that readers of files stumble on. Not run by itself: `mutations.py` uses them."""

from __future__ import annotations

from random import Random

NUMBERS = (
    *("1e308", "-1e308", "1e309", "nan", "NaN", "inf", "-Infinity", "1e-320", "5e-324", "-0", "-0.0", "+5", ".5", "5."),
    *("9" * 25, "0" * 400 + "1", "1_000", "1,000", "0x10", "0.1e", "1e5", "12.50", "4.0", "< 0.01", "<0.001", "28.7%"),
    *("\u0661\u0662\u0663", "\u096a", "\uff11\uff12", "\u00bd", "\u00b2", "\u2212" + "3.5", "3\u00b74", "1\u00a0000"),
    *("\U0001d7d9", "1 2", " 7", "7 ", "0", "1", "2", "100", "true", "FALSE", "", "NA", "not reported", "#DIV/0!"),
)
LETTERS = (
    *("\0", "\t", "\r", "\r\n", "\n", "\n\n", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b"),
    *("\u2028", "\u2029", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\ud800", "\udfff"),
    *("e\u0301", "a" + "\u0301" * 300, "\u0130", "\u1e9e", "\ufb01", "\u4e2d", "\U0001f600", "\U000e0001", "\u00a0"),
    *("{", "}", "{{", "}}", "\\", '"', '""', "'", "`", "``", "```", "$", "$$", "%", "&", "#", "@", "~", "^", "_", "*"),
    *("<", ">", "<!--", "-->", "</i>", "<img src=x onerror=x>", "&#0;", "&#x110000;", "&lt", "[", "]", "[[", "](", "|"),
    *(",", ";", ":", ": ", "=", "==", "- ", "  - ", "? ", "---\n", "...\n", "::", ":::", "!!python/object:os.system"),
    *("&a ", "*a", "null", "A" * 300, "a" * 3_000, "(" * 200, "[" * 1_000, "{" * 1_000, "%%", "+++", "=HYPERLINK(1)"),
)
WORDS = (
    *("\\href{javascript:x}{y}", "\\url{x}", "\\input{/etc/passwd}", "\\begin{x}", "\\'", '\\"{', "\\def\\x{\\x}\\x"),
    *("@article{", "@string{x = ", "@comment{", "@preamble{", " and ", " # ", "TY  - ", "ER  - ", "AU  - ", "PMID- "),
    *(
        "<<<<<<< ours\n",
        "=======\n",
        ">>>>>>> theirs\n",
        "{stat}`",
        "{holds}`x :: ",
        "{fixed}`",
        "{cite}`",
        "{download}`",
    ),
    *('pct("', '", "all", "nrp")', ".low", ".value", " < ", " == ", " and ", " or ", " not ", "lambda: ", "**", "# x"),
    *(
        "__class__",
        "pooled(",
        "n(",
        "```{table} ",
        "```{code-cell}\n",
        "![",
        "[^1]: ",
        "$$\n",
        "\\begin{align}",
        ":alt: ",
    ),
)
SAID = (
    *("pct", "count", "n", "rr", "or_", "rd", "nnt", "studies", "span", "pooled", "value", "reported", "claims"),
    *("low", "high", "value", "p", "k", "events", "total", "formula", "__class__", "alpha2020trial", "beta2021cohort"),
    *("drug", "control", "all", "nrp", "mrs_0_1_90d", "and", "or", "not", "if", "lambda", "None", "True", "1e12", "0"),
)


def piece(chance: Random) -> str:
    """Return one of them."""
    return chance.choice(chance.choice((NUMBERS, LETTERS, WORDS)))
