"""``review pool``: any table of studies, pooled on the terminal."""
