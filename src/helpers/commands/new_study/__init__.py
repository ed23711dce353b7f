"""A new study: from a citation file and a sheet of rows to an entry and rows that the book's own checks have passed."""
