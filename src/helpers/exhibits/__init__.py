"""The figures and tables of the book, asked for by the names that stand in the data.

In a chapter, `from helpers import review, exhibits`: each function returns the finished figure or table. They take a
name and a caption, and `review` where another book than that of the working folder is meant.
"""

from helpers.exhibits.claims import claim_findings, claim_sources, claims_map, listed_findings, references, verdicts
from helpers.exhibits.doses import dose_response, doses
from helpers.exhibits.effects import effect, reported
from helpers.exhibits.findings import findings
from helpers.exhibits.pools import cumulative, funnel, leave_one_out, models, pooled_forest
from helpers.exhibits.programs import software
from helpers.exhibits.proportions import definitions, percentages, printed_rates, proportions
from helpers.exhibits.result_tables import results
from helpers.exhibits.scales import ordered_bars
from helpers.exhibits.sketches import dots, effects, studies_behind, tally
from helpers.exhibits.sources import sources
from helpers.exhibits.topics import causal_map, evidence_map, timeline
from helpers.exhibits.trial_conduct import conduct, recommendations
from helpers.exhibits.trial_tables import trials

__all__ = [
    "causal_map",
    "claim_findings",
    "claim_sources",
    "claims_map",
    "conduct",
    "cumulative",
    "definitions",
    "dose_response",
    "doses",
    "dots",
    "effect",
    "effects",
    "evidence_map",
    "findings",
    "funnel",
    "leave_one_out",
    "listed_findings",
    "models",
    "ordered_bars",
    "percentages",
    "pooled_forest",
    "printed_rates",
    "proportions",
    "recommendations",
    "references",
    "reported",
    "results",
    "software",
    "sources",
    "studies_behind",
    "tally",
    "timeline",
    "trials",
    "verdicts",
]
