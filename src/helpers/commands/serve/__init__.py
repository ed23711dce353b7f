"""The live preview for authors: watch the book, build what was edited, show it.

The book is built as `make book` builds it, but into a folder of the preview's own, and every round into a copy of the
last sound build: what the browser gets is never half-written, never from a build with faults, and a round that a newer
edit overtakes is thrown away whole.
"""
