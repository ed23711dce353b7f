"""A DOI or PMID is looked up where the network is there; what comes is judged as a file is, and nothing is trusted."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from helpers.commands.new_study import fetched
from helpers.commands.new_study.citation import LONGEST
from helpers.commands.new_study.fetched import asked_for, citation_named

WORK = {
    "type": "journal-article",
    "title": ["A trial of tissue"],
    "DOI": "10.1000/GAMMA.1",
    "container-title": ["Tests"],
}
WORK |= {"author": [{"family": "Gamma", "given": "Gil"}], "issued": {"date-parts": [[2027]]}}
MEDLINE = "\nPMID- 30000001\nTI  - A trial of tissue.\nFAU - Gamma, Gil\nJT  - Tests\nDP  - 2027\n"
ANSWERS = {
    "/works/10.1000/gamma.1": (200, json.dumps({"message": WORK})),
    "/works/10.1000/other": (200, json.dumps({"message": WORK})),
    "/works/10.1000/page": (200, "<html>Log in first</html>"),
    "/works/10.1000/long": (200, "{" + " " * LONGEST + "}"),
    "/works/10.1000/markup": (
        200,
        json.dumps({"message": WORK | {"DOI": "10.1000/markup", "author": [{}]}}),
    ),
    "/pubmed?id=30000001": (200, MEDLINE),
    "/pubmed?id=30000002": (200, "id: 30000002 Error occurred"),
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, text = ANSWERS.get(self.path, (404, "no"))
        self.send_response(code)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def network(served: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(fetched, "CROSSREF", f"{served}/works/")
    monkeypatch.setattr(fetched, "PUBMED", f"{served}/pubmed?id=")
    return served


@pytest.mark.parametrize("name", ["10.1000/gamma.1", "https://doi.org/10.1000/gamma.1", "doi: 10.1000/gamma.1"])
def test_a_doi_is_looked_up_at_crossref(network: str, name: str):
    citation, problems = citation_named(name)
    assert problems == [] and citation is not None
    assert (citation.fields["doi"], citation.fields["year"]) == ("10.1000/GAMMA.1", "2027")


@pytest.mark.parametrize("name", ["30000001", "PMID: 30000001", "https://pubmed.ncbi.nlm.nih.gov/30000001/"])
def test_a_pmid_is_looked_up_at_pubmed(network: str, name: str):
    citation, problems = citation_named(name)
    assert problems == [] and citation is not None and citation.format == "PubMed"
    assert citation.fields["pmid"] == "30000001"


REFUSED = {
    "a number that nobody knows": ("10.1000/none", "answers 404", "See that '10.1000/none' is right. Save http"),
    "an answer about another": ("10.1000/other", "answers with '10.1000/GAMMA.1' for '10.1000/other'", "Save http"),
    "a page instead of data": ("10.1000/page", "sends no citation that can be read", ".json file"),
    "an answer without end": ("10.1000/long", "at most", "Save http"),
    "an author without a name": ("10.1000/markup", "sends no citation that can be read", "Save http"),
    "words instead of a record": ("30000002", "sends no citation that can be read", "choose Cite, Download .nbib"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_citation_of_it_is_refused_with_the_way_to_its_file(network: str, case: tuple):
    name, found, remedy = case
    citation, (fault,) = citation_named(name)
    assert citation is None and found in fault.found and remedy in fault.remedy and fault.file == "--from"


def test_without_a_network_the_way_to_the_file_is_told(monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as free:  # nobody listens at its port
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(fetched, "CROSSREF", f"http://127.0.0.1:{free.getsockname()[1]}/works/")
        citation, (fault,) = citation_named("10.1000/gamma.1")
    assert citation is None and "cannot be reached" in fault.found and "as a .json file, and name that." in fault.remedy


def test_a_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetched, "WAIT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(fetched, "CROSSREF", f"http://127.0.0.1:{silent.getsockname()[1]}/works/")
        assert "cannot be reached: 'timed out'" in citation_named("10.1000/gamma.1")[1][0].found


def test_what_names_no_publication_is_a_file():
    assert [asked_for(name) for name in ("trial.bib", "2027", "https://example.org/article")] == [None] * 3


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("10.1000/alpha.1", "Save https://api.crossref.org/works/10.1000/alpha.1 as a .json file"),
        ("https://doi.org/10.1000/alpha.1", "Save https://api.crossref.org/works/10.1000/alpha.1 as a .json file"),
        ("https://example.org/article/10.1000/alpha.1", "https://api.crossref.org/works/10.1000/alpha.1"),
        ("30000001", "https://pubmed.ncbi.nlm.nih.gov/30000001/, choose Cite"),
        ("PMID: 30000001", "https://pubmed.ncbi.nlm.nih.gov/30000001/, choose Cite"),
        ("https://pubmed.ncbi.nlm.nih.gov/30000001/", "choose Cite"),
    ],
)
def test_the_way_to_the_file_is_exact(name: str, told: str):
    asked = asked_for(name)
    assert asked is not None and told in asked.by_hand
