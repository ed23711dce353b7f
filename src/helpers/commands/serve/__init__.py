"""The live preview for authors: watch the book, build what was edited, show it.

The book is built as `make book` builds it, but from a copy of it and into a folder of the preview's own: what the
browser gets is of one moment, never half-written and never from a build with faults. One process has loaded and read
all that a build begins with, and forks for each: it builds the page being looked at, and then the others. A newer save
waits for that page, and breaks off the others. Beside it `review check` says in a second what is wrong.

Why not sphinx-autobuild, which also watches, builds again and reloads: it builds into the folder that it serves, so a
reader meets pages half-written and pages with faults; it builds all pages before it shows the one being looked at,
which after a change of the data takes tens of seconds here; and it ends a build before it begins the next, however
many edits wait. The price of ours is a process that stands ready, and this package.
"""
