"""Small pictures of answers: the numbers of the data in their words, every mark drawn, one picture for all widths."""

from __future__ import annotations

import pytest
from artists import artists_of, named
from bs4 import BeautifulSoup
from sites import site_of

from helpers.exhibits import dots, effects, studies_behind, tally
from helpers.figures import MIME_TYPE
from helpers.quantities.vocabulary import Review


def test_every_count_of_a_test_is_a_circle_at_its_percentage(real: Review):
    def make():
        return dots("nrp", {"Spin": ["ASL"], "Angiogram": ["DSA"]}, name="a", caption="C.", review=real)

    figure = make()
    labelled = real.evidence.definitions
    of_tests = [row for row in real.evidence.tables["counts"] if row["outcome"] == "nrp" and row["definition"]]
    of_tests = [row for row in of_tests if labelled[row["definition"]]["modality"] in ("ASL", "DSA")]
    wanted = {(row["study"], row["group"], row["definition"]) for row in of_tests}  # some have two sources
    assert len(figure.rows) == len(wanted) == len(figure.quantities)
    for row in figure.rows:
        assert f"{row['label']} {row['text']}" in figure.alt
    canvas = artists_of(make)["narrow"]
    at = [mark.get_offsets()[0][0] for mark in named(canvas, "dot")]
    shown = [quantity.value for quantity in figure.quantities]
    per_cent = (max(at) - min(at)) / (max(shown) - min(shown))
    assert at == pytest.approx([min(at) + per_cent * (value - min(shown)) for value in shown])


def test_the_studies_behind_a_cause_are_those_of_the_table(real: Review):
    effect = "tissue not reperfused"
    figure = studies_behind(effect, name="a", caption="C.", review=real)
    links = [row for row in real.evidence.tables["links"] if row["effect"] == effect]
    steps = {(row["cause"].casefold(), row["study"], row["direction"]) for row in links}
    assert sum(row["numbers"] for row in figure.rows) == len(steps)
    against = sum(row["numbers"] for row in figure.rows if row["kind"] == "against it")
    assert against == len([step for step in steps if step[2] == "against"])


def test_a_tally_has_a_mark_for_each_and_its_sum_in_words(real: Review):
    figure = tally(
        {"All": {"by CT": 'studies(assessment="CT perfusion")'}},
        ["by CT"],
        name="a",
        caption="C.",
        title="Studies",
        each="study",
        review=real,
    )
    count = real.studies(assessment="CT perfusion")
    assert figure.alt == f"Studies. All: {count.text} by CT."
    assert figure.narrow.count("<use ") == count.value


def test_a_small_picture_is_the_narrow_one_on_every_width_and_says_its_effects(real: Review):
    found = {"Death": real.pooled("iatt_todate_death")}
    words = {"title": "Title", "favours": ("fewer", "more"), "label": "Risk ratio"}
    figure = effects(found, name="a", caption="C.", **words)
    content = figure._repr_mimebundle_()[MIME_TYPE]
    assert content["wide"] == content["narrow"] and "Death: RR" in figure.alt


@pytest.mark.slow
def test_answers_of_the_first_page_have_a_small_picture_with_its_words(real_book):
    page = BeautifulSoup((site_of(real_book) / "chapters/index.html").read_text(encoding="utf-8"), "html.parser")
    pictures = page.select(".answer > .sketch > .picture > svg")
    assert len(pictures) > 5
    for picture in pictures:
        assert len(picture["aria-label"]) > 60 and picture.find_parent(class_="sketch").p.text.strip()
    assert not page.select(".sketch .bar, .sketch pre")
