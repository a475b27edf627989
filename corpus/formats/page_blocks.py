"""Reads a page into blocks: the runs of text between the edges of elements that begin a line.

Every word is read and none is glued to its neighbour that a browser shows apart; what is to be left out
has to be taken out of the page before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from corpus.formats.page_styles import Style

# From the HTML standard, "Rendering": what is not listed, elements of a site's own among it, runs on in
# the line.
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup"
    " option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_Piece = tuple[str, bool]  # text, and whether it is a link's


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A run of text.

    Attributes:
        element: The innermost element around it that begins a line.
        path: The same number for blocks whose elements around have the same tags and classes.
        linked: The share of it that is links, 0 to 1.
        quoted: A block quote is around it.
    """

    text: str
    element: HtmlElement
    path: int
    linked: float
    quoted: bool


def read_page_blocks(page: HtmlElement, styles: Mapping[HtmlElement, Style]) -> Iterator[PageBlock]:
    """Yield the blocks of a page, in its order."""
    numbers: dict[tuple[int, str, str], int] = {}
    around: list[tuple[HtmlElement, int]] = []  # the elements that begin a line, and their paths
    pieces: list[_Piece] = []
    links = quotes = 0
    for event, element in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
        edge = event in ("start", "end") and _begins_a_line(element, styles)
        if edge:
            yield from _cut(pieces, around, quotes > 0)
            pieces = []
        if event == "start":
            links, quotes = links + (element.tag == "a"), quotes + (element.tag == "blockquote")
            if edge:
                key = (around[-1][1] if around else 0, element.tag, element.get("class", ""))
                around.append((element, numbers.setdefault(key, len(numbers) + 1)))
            pieces.append(("\n" if element.tag == "br" else _in_line(element.text, element), links > 0))
        else:
            if event == "end":
                links, quotes = links - (element.tag == "a"), quotes - (element.tag == "blockquote")
                if edge:
                    around.pop()
            pieces.append((_in_line(element.tail, element.getparent()), links > 0))


def _begins_a_line(element: HtmlElement, styles: Mapping[HtmlElement, Style]) -> bool:
    display = styles.get(element, {}).get("display", "")
    if element.tag in ("html", "body") or not display or display in ("inherit", "unset", "contents"):
        return element.tag in _BLOCKS
    return not display.startswith("inline")


def _in_line(text: str | None, element: HtmlElement | None) -> str:
    """Return text as a browser sets it: a line break of the source is a space, unless preformatted."""
    if not text:
        return ""
    preformatted = element is not None and element.tag in ("pre", "textarea")
    return text if preformatted else re.sub(r"[ \t\r\n\f]+", " ", text)


def _cut(pieces: list[_Piece], around: list[tuple[HtmlElement, int]], quoted: bool) -> Iterator[PageBlock]:
    text = "".join(piece for piece, _ in pieces)
    if not around or not text.strip():
        return
    linked = sum(len(piece.strip()) for piece, link in pieces if link) / len(text.strip())
    for part in _BLANK_LINE.split(text):
        if part.strip():
            yield PageBlock(part.strip(), *around[-1], linked, quoted)
