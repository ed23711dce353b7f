"""What a book rests on: which sources came in, which are identified, what was read of them, and what gives results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers import figures
from helpers.evidence.bibliography import VERIFICATIONS
from helpers.evidence.read import OWN, READ
from helpers.exhibits.words import the_book
from helpers.figures import Figure, Stage
from helpers.figures.flow import Counted
from helpers.quantities.vocabulary import Review

KNOWN = "+".join(each for each in VERIFICATIONS if each != "unidentified")
PAGE = "page"


def sources(lanes: Mapping[str, Sequence[str]], *, name: str, caption: str, review: Review | None = None) -> Figure:
    """Return a flow of the sources of a book: what came in, what was identified, what was read, what gives results.

    Parameters
    ----------
    lanes
        Headings, each with the scopes of studies.csv under it.
    name, caption
        Of the figure; the caption is Markdown with roles.
    review
        Another book than that of the working folder.

    Raises
    ------
    QuantityError
        For an unknown scope.
    """
    book = the_book(review)
    drawn = {heading: stages_of(book, "+".join(scopes)) for heading, scopes in lanes.items()}
    return figures.flow(name, caption, drawn, title="Sources of this book, and what was read of them")


def stages_of(book: Review, scope: str) -> list[Stage]:
    """Return the stages of one lane. Parameters: scope, one or several joined by `+`."""

    def some(*found: Counted) -> list[Counted]:
        return [(number, words) for number, words in found if number.value]

    def count(words: str, **options: str | bool) -> Counted:
        return book.references(scope=scope, **options), words

    works = "+".join(each for each in READ if each != PAGE)
    strangers = {"verification": "unidentified", "read": works}
    unread = [word for word in READ if word not in (*OWN, PAGE)]
    return [
        Stage(count("sources"), aside=some(count(READ[PAGE], read=PAGE))),
        Stage(
            count("identified", verification=KNOWN, read=works),
            some(*(count(each, verification=each, read=works) for each in KNOWN.split("+"))),
            some(
                count("not identified", **strangers),
                count("of these with results here all the same", results=True, **strangers),
            ),
        ),
        Stage(
            count("read at the source", verification=KNOWN, read="+".join(OWN)),
            some(*(count(READ[word], verification=KNOWN, read=word) for word in OWN)),
            some(
                *(count(READ[word], verification=KNOWN, read=word) for word in unread),
                count(
                    "of these with results here all the same",
                    verification=KNOWN,
                    read="+".join(unread),
                    results=True,
                ),
            ),
        ),
        Stage(count("with results in the tables of this book", verification=KNOWN, read="+".join(OWN), results=True)),
    ]
