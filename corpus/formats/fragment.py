"""Turns a piece of HTML that is all article, as in mails or feeds, into blocks and a witness.

Nothing is thought of as boilerplate; what a reader does not see is left out. The blocks are what lxml
reads, the witness is what the parser of the standard library reads: they share no rule of what breaks a
line and what does not, so that words which one of them glues are found out.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from lxml.html import HTMLParser as LxmlParser

from corpus.extraction import Block

_BREAK = "\n\n"
_BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre search section"
    " summary table tbody td tfoot th thead tr ul".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small"
    " span strike strong sub sup time tt u var wbr".split()
)
# What is inside is for programs, or shown where there is no room for the real thing.
_NO_TEXT = frozenset(
    "script style template noscript head title iframe object svg math canvas audio video button select"
    " textarea datalist".split()
)
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0*\.?0+(?![.\d])"
    r"|(?:font-size|max-height|max-width):0*\.?0+(?![.\d])"
)


def read_fragment(html: str) -> tuple[tuple[Block, ...], str]:
    """Return the paragraphs that a reader sees of ``html``, and every word of it by another reading."""
    html = html.replace("\x00", "\ufffd")  # which would end the text for lxml
    witness = _Witness()
    witness.feed(html)
    witness.close()
    return tuple(_read_blocks(html)), "".join(witness.pieces)


def plain_words(html: str) -> str | None:
    """Return the words of a line of ``html``, such as a title; None if they cannot be told for certain."""
    blocks, witness = read_fragment(html)
    words = " ".join(" ".join(block.text for block in blocks).split())
    return words if words and words.split() == witness.split() else None


def _read_blocks(html: str) -> Iterator[Block]:
    pieces: list[str] = []
    quoted = False
    for piece, inside in [*_walk(html), (_BREAK, False)]:
        if piece == _BREAK or inside != quoted:
            for text in re.split(r"\n\s*\n", "".join(pieces)):  # two <br> in a row
                if text.strip():
                    yield Block(" ".join(text.split()), quoted)
            pieces = []
        quoted = inside
        pieces.append(piece)


def _walk(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the visible text in order, breaks between blocks, each with whether it stands in a quotation."""
    try:
        parser = LxmlParser(encoding="utf-8", huge_tree=True)
        page = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return  # nothing in it
    hidden = quotes = 0
    for event, element in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            step = 1 if event == "start" else -1
            hidden += step * _is_hidden(element)
            edge = _BREAK if element.tag in _BREAKING else "\n" if (element.tag, step) == ("br", 1) else ""
            if step < 0 and edge:
                yield edge, quotes > 0
            quotes += step * (element.tag == "blockquote")
            if step > 0 and edge:
                yield edge, quotes > 0
        text = element.text if event == "start" else element.tail
        if text and not hidden:
            yield re.sub(r"\s+", " ", text), quotes > 0


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _NO_TEXT or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDING.search(re.sub(r"\s", "", element.get("style", "").lower())))


class _Witness(HTMLParser):
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

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._edge(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        self._edge(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _edge(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n" if tag == "br" else _BREAK)
