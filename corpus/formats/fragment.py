"""Turns a piece of HTML that is all article, as in mails or feeds, into blocks and a witness.

Nothing is thought of as boilerplate; what a reader does not see is left out. The blocks are what lxml
reads, the witness is what the parser of the standard library reads. Each has a list of its own of the
elements that break a line and of those that are no text: what one of them glues or loses is doubtful.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.extraction import Block
from corpus.formats.html_words import read_words
from corpus.formats.page_blocks import BLOCKS

_BREAK = "\n\n"
# For programs; or shown, but not as words that can be quoted as they stand: struck out, between quotation
# marks that a browser adds, drawn, on a button. Of these the witness has the most.
_NO_PLAIN_TEXT = frozenset(
    "script style template noscript head iframe object embed canvas audio video datalist"
    " del s strike q svg math button select textarea option".split()
)
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0*\.?0+(?![.\d])"
    r"|(?:font-size|max-height|max-width):0*\.?0+(?![.\d])"
)


def read_fragment(html: str) -> tuple[tuple[Block, ...], str]:
    """Return the paragraphs that a reader sees of ``html``, and every word of it by another reading."""
    html = html.replace("\x00", "\ufffd")  # which would end the text for lxml
    return tuple(_read_blocks(html)), read_words(html)


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
        parser = HTMLParser(encoding="utf-8", huge_tree=True)
        page = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return  # nothing in it
    hidden = quotes = 0
    for event, element in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            step = 1 if event == "start" else -1
            hidden += step * _is_hidden(element)
            edge = _BREAK if element.tag in BLOCKS else "\n" if (element.tag, step) == ("br", 1) else ""
            if step < 0 and edge:
                yield edge, quotes > 0
            quotes += step * (element.tag == "blockquote")
            if step > 0 and edge:
                yield edge, quotes > 0
        text = element.text if event == "start" else element.tail
        if text and not hidden:
            yield re.sub(r"\s+", " ", text), quotes > 0


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _NO_PLAIN_TEXT or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDING.search(re.sub(r"\s", "", element.get("style", "").lower())))
