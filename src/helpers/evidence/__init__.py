"""data/ and references.bib as one checked object, or every fault of them at once."""
