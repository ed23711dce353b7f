"""The search index: the same after an edit as built from nothing, and titles that the search page cannot run.

Sphinx reads its index of the last build from the built site, where words that stand nowhere any more stay, and entries
of pages that were not written again are lost; and its search page sets titles of sections as HTML, although the index
holds them as text. So what pages gave to the index is kept beside the doctrees, and titles are escaped when it is
written. A title that is a page's own comes escaped from Sphinx.
"""

from __future__ import annotations

import html
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sphinx.search
from sphinx.application import Sphinx
from sphinx.search import IndexBuilder

KEPT = "search.pickle"  # in the folder of the doctrees, which are of the same kind
PARTS = ("_titles", "_filenames", "_mapping", "_title_mapping", "_all_titles", "_index_entries")


def setup(app: Sphinx) -> None:
    """Have the builder make its index of this class: it offers no other way."""
    sphinx.search.IndexBuilder = SearchIndex


class SearchIndex(IndexBuilder):
    """The index of a book's words, titles and index entries."""

    def load(self, stream: Any, format: Any) -> None:  # noqa: A002 - Sphinx's name
        """Take up what the last build kept. Raises: ValueError when there is none."""
        try:
            kept = pickle.loads(self._path.read_bytes())
        except OSError:
            raise ValueError("no index was kept") from None
        for part in PARTS:
            setattr(self, part, kept[part])

    def dump(self, stream: Any, format: Any) -> None:  # noqa: A002
        """Write the index, and keep what it is made of."""
        super().dump(stream, format)
        self._path.write_bytes(pickle.dumps({part: getattr(self, part) for part in PARTS}))

    def prune(self, docnames: Iterable[str]) -> None:
        """Forget other pages, and words and entries that were theirs alone."""
        super().prune(docnames)
        for words in (self._mapping, self._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
        kept = set(docnames)
        for page in [page for page in self._index_entries if page not in kept]:
            del self._index_entries[page]

    def freeze(self) -> dict[str, Any]:
        """Return the index as it is written."""
        frozen = super().freeze()
        frozen["alltitles"] = {html.escape(title, quote=False): at for title, at in frozen["alltitles"].items()}
        frozen["indexentries"] = {entry: sorted(at) for entry, at in frozen["indexentries"].items()}
        return frozen

    @property
    def _path(self) -> Path:
        return Path(self.env.doctreedir, KEPT)
