"""`python -m helpers` is the same as the command `review`."""

from helpers.cli import app

app(prog_name="review")
