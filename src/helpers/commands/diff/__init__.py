"""``review diff``: what a reader sees differently between two revisions."""
