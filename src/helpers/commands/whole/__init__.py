"""The whole book in one file: as a PDF, and as a zip of the site that needs no network."""
