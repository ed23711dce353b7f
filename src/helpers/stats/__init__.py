"""Numbers in, frozen results out, equal to R; knows no file, no table, no word for readers."""
