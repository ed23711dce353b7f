"""References are counted by how sure they are, by scope, by what was read of them, and by what they give."""

import pytest

from helpers.quantities.lookup import QuantityError


@pytest.mark.parametrize(
    ("options", "number"),
    [
        ({}, 2),
        ({"read": "nothing"}, 1),
        ({"scope": "context"}, 1),
        ({"scope": "cited+context"}, 3),
        ({"scope": "cited+context", "read": "text+abstract"}, 2),
        ({"scope": "context", "verification": "confirmed+unidentified"}, 0),
        ({"scope": "context", "verification": "confirmed+probable"}, 1),
        ({"results": True}, 1),
        ({"scope": "cited+context", "results": True}, 2),
    ],
)
def test_filters_narrow_and_a_plus_joins_words(review, options, number):
    assert review.references(**options).value == number


@pytest.mark.parametrize("options", [{"read": "abstrct"}, {"scope": "cited+latr"}, {"verification": "confirmed+sure"}])
def test_an_unknown_word_is_refused_also_behind_a_plus(review, options):
    with pytest.raises(QuantityError, match="unknown"):
        review.references(**options)
