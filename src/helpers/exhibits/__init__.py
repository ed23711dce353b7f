"""The figures and tables of the book, asked for by the names that stand in the data."""
