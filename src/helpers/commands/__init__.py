"""``review …``: one room a command; only these rooms talk to a terminal."""
