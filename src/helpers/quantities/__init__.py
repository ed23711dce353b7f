"""One number with its text, interval, rows and sources; the vocabulary that makes it; the expressions that call it."""
