"""Bytes to rows and back: every fault with its place; several files change together or not at all."""
