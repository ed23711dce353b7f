"""The live preview for authors: watch the book, build what was edited, show it.

The book is built as `make book` builds it, but into a folder of the preview's own, and every round into a copy of the
last sound build: what the browser gets is never half-written, never from a build with faults, and a round that a newer
edit overtakes is thrown away whole.

Why not sphinx-autobuild, which also watches, builds again and reloads: it builds into the folder that it serves, so a
reader meets pages half-written and pages with faults; it builds all pages before it shows the one being looked at,
which after a change of the data takes tens of seconds here; and it ends a build before it begins the next, however
many edits wait. The price of ours is a process that is started ahead for each build, and this package.
"""
