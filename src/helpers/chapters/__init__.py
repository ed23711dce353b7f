"""A chapter as its author wrote it: what each role shows, what is cited, what is typed where data should speak."""
