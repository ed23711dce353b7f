"""A citation by its DOI or PMID, where the network is there: what comes is read and judged as any file is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote as quoted
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from helpers import __version__
from helpers.commands.new_study.citation import LONGEST, Citation, read_citation
from helpers.commands.steps import step
from helpers.files.problems import Place, Problem, quote

WAIT = 15.0  # seconds
CROSSREF = "https://api.crossref.org/works/"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&rettype=medline&retmode=text&id="
LIKE_A_DOI = re.compile(r"(?:\A|[/:\s])(10\.[0-9]{4,9}/\S+)\Z")
LIKE_A_PMID = re.compile(r"(?i)\A(?:pmid:? ?|https?:/{1,2}pubmed\.ncbi\.nlm\.nih\.gov/)?([0-9]{5,8})/?\Z")


@dataclass(frozen=True)
class Asked:
    """A publication that is named by a number.

    Parameters: field, `doi` or `pmid`; number; address, of its citation; by_hand, how to get the same file without us.
    """

    field: str
    number: str
    address: str
    by_hand: str


def asked_for(name: str) -> Asked | None:
    """Return which publication a DOI or PMID names, alone or in an address, None for anything else."""
    if doi := LIKE_A_DOI.search(name.strip()):
        address = CROSSREF + quoted(doi[1])
        return Asked("doi", doi[1], address, f"Save {address} as a .json file, and name that.")
    if pmid := LIKE_A_PMID.match(name.strip()):
        by_hand = f"Open https://pubmed.ncbi.nlm.nih.gov/{pmid[1]}/, choose Cite, Download .nbib, and name that file."
        return Asked("pmid", pmid[1], PUBMED + pmid[1], by_hand)
    return None


def citation_named(name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the citation that a file holds, or that a DOI or PMID names; None when there is none, and the faults."""
    if not os.path.lexists(name) and (asked := asked_for(name)):
        with step("Fetching the citation"):
            return fetch_citation(asked)
    return read_citation(Path(name))


def fetch_citation(asked: Asked) -> tuple[Citation | None, list[Problem]]:
    """Return the citation of a publication, None when there is none, and the faults.

    Parameters: asked. What comes is read as a file of its format would be, and must be about the publication that was
    asked for.
    """
    rule, place = f"the citation of a {asked.field.upper()} is fetched", Place("--from")
    host = urlsplit(asked.address).netloc
    try:
        data = _loaded(asked.address)
    except HTTPError as error:
        found = f"{host} answers {error.code} {quote(error.reason)}"
        return None, [place.fault(rule, found, f"See that {quote(asked.number)} is right. {asked.by_hand}")]
    except (OSError, HTTPException, ValueError) as error:  # a server that is not there, is slow, or speaks no HTTP
        reason = error.reason if isinstance(error, URLError) else error
        return None, [place.fault(rule, f"{host} cannot be reached: {quote(reason)}", asked.by_hand)]
    citation, problems = read_citation(None, data)
    if citation is None:
        found = f"{host} sends no citation that can be read: {problems[0].rule}; {problems[0].found}"
        return None, [place.fault(rule, found, asked.by_hand)]
    given = citation.fields.get(asked.field, "")
    if given.casefold() != asked.number.casefold():
        found = f"{host} answers with {quote(given or 'none')} for {quote(asked.number)}"
        return None, [place.fault("an answer is about what was asked", found, asked.by_hand)]
    return citation, []


def _loaded(address: str) -> bytes:
    """Return what stands at an address, cut off behind the longest citation. Raises: OSError, ValueError."""
    head = {"User-Agent": f"living-review/{__version__}", "Accept": "application/json, text/plain"}
    with urlopen(Request(address, headers=head), timeout=WAIT) as answer:
        data: bytes = answer.read(LONGEST + 1)
    return data
