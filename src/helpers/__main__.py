"""`python -m helpers` is the same as the command `review`."""

from helpers.commands.cli import app

app(prog_name="review")
