"""Turns a piece of HTML that is all article, as in mails or feeds, into blocks and a witness.

Nothing is thought of as boilerplate; what a reader does not see is left out, as of pages. The blocks are
what lxml reads, the witness is what the parser of the standard library reads. Each has a list of its own of
the elements that break a line and of those that are no text: what one of them glues or loses is doubtful.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from corpus.extraction import Block
from corpus.formats.html_words import read_words
from corpus.formats.page_blocks import read_page_blocks
from corpus.formats.page_styles import styles_of
from corpus.formats.visibility import PROPERTIES, hidden_elements, mark_generated

# For programs; or shown, but not as words that can be quoted as they stand: struck out, between quotation
# marks that a browser adds, drawn, on a button. Of these the witness has the most.
_NO_PLAIN_TEXT = (
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "canvas", "audio",
    "video", "datalist", "del", "s", "strike", "q", "svg", "math", "button", "select", "textarea", "option",
    "bdo",
)  # fmt: skip


def read_fragment(html: str) -> tuple[tuple[Block, ...], str]:
    """Return the paragraphs that a reader sees of ``html``, and every word of it by another reading.

    Raises:
        ArticleError: its style sheets are too large to tell what is hidden.
    """
    html = html.replace("\x00", "\ufffd")  # which would end the text for lxml
    return tuple(_read_blocks(html)), read_words(html)


def plain_words(html: str) -> str | None:
    """Return the words of a line of ``html``, such as a title; None if they cannot be told for certain."""
    blocks, witness = read_fragment(html)
    words = " ".join(" ".join(block.text for block in blocks).split())
    return words if words and words.split() == witness.split() else None


def _read_blocks(html: str) -> Iterator[Block]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return  # nothing in it
    styles = styles_of(page, PROPERTIES)
    mark_generated(styles, "span")
    for element in [*hidden_elements(page, styles), *page.iter(*_NO_PLAIN_TEXT)]:
        if element.getparent() is not None:
            element.drop_tree()
    for block in read_page_blocks(page, styles):
        if block.text != "\ufffd":
            yield Block(" ".join(block.text.split()), block.quoted)
