"""The flow of sources counts each of them once, and loses none."""

from helpers.exhibits import sources

LANES = {"Cited": ["cited"], "Added": ["included", "later", "context"]}


def test_what_is_left_and_what_goes_aside_add_up_to_the_stage_before(real):
    rows = sources(LANES, name="sources", caption="A caption.", review=real).rows
    for lane, scopes in LANES.items():
        own = [row for row in rows if row["lane"] == lane]
        left = [row["number"] for row in own if row["place"] == "left"]
        assert left[0] == sum(row["scope"] in scopes for row in real.evidence.tables["studies"])
        for stage in (2, 3):
            parts = [row["number"] for row in own if (row["place"], row["stage"]) == ("part", stage)]
            assert sum(parts) == left[stage - 1]
            pages = [row["number"] for row in own if (row["place"], row["stage"]) == ("aside", 1)] if stage == 2 else []
            aside = [row for row in own if (row["place"], row["stage"]) == ("aside", stage)]
            gone = sum(row["number"] for row in aside if "of these" not in row["text"])
            assert left[stage - 1] + gone + sum(pages) == left[stage - 2]
        assert left[3] <= left[2]


def test_a_publication_counts_as_read_where_a_row_says_that_it_prints_a_number_itself(real):
    unread = {row["study"] for row in real.evidence.tables["studies"] if row["read"] in ("page", "quoted", "nothing")}
    tables = ("counts", "values", "estimates", "groups", "protocols", "conduct", "links", "recommendations")
    rows = [row for table in tables for row in real.evidence.tables[table] if row["source"] == "primary"]
    assert rows and not {row["study"] for row in rows} & unread


def test_what_nobody_identified_was_not_read_itself(real):
    entries = real.evidence.entries
    found = [row for row in real.evidence.tables["studies"] if entries[row["study"]].verification == "unidentified"]
    assert found and {row["read"] for row in found} <= {"quoted", "nothing"}
