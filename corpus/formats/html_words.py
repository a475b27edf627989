"""Reads every word of HTML with the standard library's parser: a witness of what lxml makes of it."""

import re
from html.parser import HTMLParser

_BREAK = "\n\n"
_STOPS = tuple('.!?…"”’»)]')
_BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre search section"
    " summary table tbody td tfoot th thead tr ul".split()
)
# What is inside is for programs, or shown where there is no room for the real thing.
_NO_TEXT = frozenset(
    "script style template noscript head title iframe object svg math canvas audio video button select"
    " textarea datalist".split()
)


def read_words(html: str) -> str:
    """Return the words of ``html``, hidden ones too, a blank line between blocks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Gathers every word, of hidden elements too: a sentence with a hidden "not" is doubtful."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self._silent.append(tag)
        elif tag == "body":
            self._silent.clear()  # a head need not be closed
        self._edge(tag)
        if tag == "sup" and "".join(self.pieces[-1:]).endswith(_STOPS):
            self.pieces.append(_BREAK)  # the number of a note, behind its sentence

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._edge(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        self._edge(tag)
        if tag == "sup" and _BREAK in self.pieces[-3:]:
            self.pieces.append(_BREAK)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _edge(self, tag: str) -> None:
        if tag == "br" or tag in _BREAKING:
            self.pieces.append("\n" if tag == "br" else _BREAK)
