"""What each of the book's own roles shows: for `review check`, for the build and for `review diff` alike.

A role is one entry of ROLES; its name, and how it is read and computed, stand nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from helpers.chapters.phrases import judge
from helpers.chapters.reasons import undeclared
from helpers.evidence.evidence import Evidence
from helpers.quantities.expressions import quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity, merged
from helpers.quantities.shorthand import NO_NAMES, written_out


@dataclass(frozen=True)
class Shown:
    """What a role shows, or why it shows nothing.

    Parameters: words, as they stand on a page; expression, written out, what is computed, or the whole condition of
    the words; reason, why the words are typed; quantity, what the words depend on, with its provenance, None when
    they depend on no data; compared, the quantities of a condition; true, whether a condition holds, None without
    one or when it cannot be computed; fault, why the role shows nothing, or ""; remedy, what to do about that.
    """

    words: str = ""
    expression: str = ""
    reason: str = ""
    quantity: Quantity | None = None
    compared: tuple[Quantity, ...] = ()
    true: bool | None = None
    fault: str = ""
    remedy: str = "Correct the role."

    @property
    def because(self) -> str:
        """Return what the words stand on: an expression, a condition or a reason."""
        return self.expression or f"fixed: {self.reason}"


@dataclass(frozen=True)
class Kind:
    """A kind of role: how its content is read, what it then shows, and whether that depends on data.

    Parameters: read, content to what the author wrote (raises QuantityError); compute, that to what is shown.
    """

    read: Callable[[str], Shown]
    compute: Callable[[Shown, Evidence], Shown]
    computed: bool = True


def show(name: str, content: str, evidence: Evidence, names: Mapping[str, str] = NO_NAMES) -> Shown:
    """Return what a role shows.

    Parameters: name, one of ROLES; content, as the author wrote it; names, of the chapter and of the book, with what
    they stand for. A fault of the author's is `fault` of what is returned, in words.
    """
    kind, shown = ROLES[name], Shown(expression=content)
    try:
        shown = kind.read(content)
        if shown.expression:
            shown = replace(shown, expression=written_out(shown.expression, evidence, names))
        return kind.compute(shown, evidence)
    except QuantityError as error:
        return replace(shown, fault=str(error))


def on_page(shown: Shown, content: str) -> str:
    """Return the text of a role on its page. Parameters: content, shown with the fault when there is one."""
    return f"[{content}: {shown.fault}]" if shown.fault else shown.words


def read_holds(content: str) -> tuple[str, str]:
    """Return words and condition of a `{holds}` role. Raises: QuantityError when either is missing."""
    return _halves(content, "words :: condition", "for example: about half :: 40 < pct(study, all, outcome) < 60")


def read_fixed(content: str) -> tuple[str, str]:
    """Return number and reason of a `{fixed}` role. Raises: QuantityError when either is missing."""
    return _halves(content, "number :: reason", "for example: 18 years :: limit of age")


def _halves(content: str, form: str, example: str) -> tuple[str, str]:
    first, separator, second = (part.strip() for part in content.partition("::"))
    if not (first and separator and second):
        raise QuantityError(f"write {form}; {example}")
    return first, second


def fixed(words: str, reason: str) -> str:
    """Return words for a label in a code cell, where the role `{fixed}` does not reach, with their reason beside them.

    Parameters: words, with a number that is no evidence; reason, why it is typed. Raises: QuantityError without one.
    """
    read_fixed(f"{words} :: {reason}")
    return words


def _number(shown: Shown, evidence: Evidence) -> Shown:
    found = quantity(shown.expression, evidence)
    return replace(shown, words=found.text, quantity=found)


def _conditional(shown: Shown, evidence: Evidence) -> Shown:
    true, condition, used = judge(shown.words, shown.expression, evidence)
    shown = replace(shown, expression=condition)
    if not true:
        today = "; ".join(f"{found.expression} is {found.text}" for found in used)
        fault = f"{shown.words!r} does not hold: {shown.expression} is false, as {today}"
        return replace(shown, compared=used, true=False, fault=fault, remedy="Write what the data say now.")
    compared = ", ".join(dict.fromkeys(found.text for found in used))
    words = Quantity(
        expression=shown.expression,
        text=shown.words,
        value=None,
        kind="words",
        formula=f"these words stand only while the condition below is true; it compares {compared}",
        **merged(used),
    )
    return replace(shown, quantity=words, compared=used, true=True)


def _typed(shown: Shown, evidence: Evidence) -> Shown:
    if why := undeclared(shown.reason, evidence.package):
        raise QuantityError(why)
    return shown


def _expression(content: str) -> Shown:
    return Shown(expression=content)


def _words_and_condition(content: str) -> Shown:
    words, condition = read_holds(content)
    return Shown(words, condition)


def _words_and_reason(content: str) -> Shown:
    words, reason = read_fixed(content)
    return Shown(words, reason=reason)


ROLES = {
    "stat": Kind(_expression, _number),
    "holds": Kind(_words_and_condition, _conditional),
    "fixed": Kind(_words_and_reason, _typed, computed=False),
}
