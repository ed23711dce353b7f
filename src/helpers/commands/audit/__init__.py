"""``review audit``: any table of printed results, and the numbers of the source review."""
