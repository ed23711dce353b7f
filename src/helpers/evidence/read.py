"""What was read of a publication or page: the words of the column `read` of studies.csv, most first, for readers."""

from __future__ import annotations

READ = {
    "text": "text, or a part of it beyond the abstract",
    "abstract": "abstract, or a part of it",
    "registration": "registration or protocol alone",
    "page": "pages that retell others: news, summaries, databases",
    "quoted": "only as others quote them",
    "nothing": "nothing",
}
OWN = ("text", "abstract", "registration")  # something of the publication itself
