"""Extracts the article of a web page: what its reader sees of it, without menus, captions and comments.

trafilatura tells the article from the rest and gives its text. A plain reading of every element is the
witness: it knows nothing of articles, but loses no word.
"""

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.encodings import declared_encoding, decode
from corpus.errors import ArticleError
from corpus.extraction import Block, Extracted
from corpus.formats.page_metadata import read_metadata
from corpus.formats.visibility import hidden_elements

# Never text: what is inside is for programs, or shown where there is no room for the real thing.
_NO_TEXT = (
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "button", "select", "textarea", "option", "datalist",
)  # fmt: skip
_NOT_THE_ARTICLE = ("nav", "aside", "figcaption", "footer", "form", "dialog", "menu")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s"
    " samp small span strike strong sub sup time tt u var wbr".split()
)
_EXTRACTED_BLOCKS = ("p", "head", "item", "cell", "quote", "code")
_REFUSALS = re.compile(
    r"\b(?:403 forbidden|access (?:to this page has been )?denied|just a moment"
    r"|are you (?:a )?(?:human|robot)|enable javascript"
    r"|(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|read|keep)"
    r"|already a subscriber|we value your privacy|accept (?:all )?cookies|page not found)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 80
_HIDDEN = "data-onrecord-hidden"


def read_page(data: bytes) -> list[Extracted]:
    """Extract the one article of a page.

    Raises:
        ArticleError: there is none, or its encoding is not known.
    """
    decoded = decode(data, declared_encoding(data))
    if decoded.guess:
        raise ArticleError("neither UTF-8 nor in an encoding that the page declares")
    page = _parsed(decoded.text)
    fields = read_metadata(page)
    for element in hidden_elements(page):
        element.set(_HIDDEN, "")
    _drop(page, page.iter(*_NO_TEXT))
    witness = plain_text(page)
    _drop(page, page.iterfind(f".//*[@{_HIDDEN}]"))
    _drop(page, page.iter(*_NOT_THE_ARTICLE))
    blocks = _blocks_of(page)
    words = " ".join(block.text for block in blocks)
    if not words.strip():
        raise ArticleError("no article in the page")
    if len(words.split()) < _FEW_WORDS and _REFUSALS.search(f"{fields.title} {words}"):
        raise ArticleError("a page that asks for consent, a subscription or a check, not an article")
    headline, blocks = _split_headline(fields.title or "", blocks)
    return [
        Extracted(
            tuple(blocks), witness, fields.title, headline, fields.publisher, fields.url, fields.published,
            fields.authors,
        )
    ]  # fmt: skip


def plain_text(page: HtmlElement) -> str:
    """Return every word of a page, a blank line between blocks."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
        if event == "start":
            pieces += [_edge(element), element.text or ""]
        else:
            pieces += [_edge(element) if event == "end" else "", element.tail or ""]
    return "".join(pieces)


def _edge(element: HtmlElement) -> str:
    if element.tag == "br":
        return "\n"
    return "" if element.tag in _INLINE else "\n\n"


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise ArticleError("no text in it") from error


def _drop(page: HtmlElement, elements: Iterator[HtmlElement]) -> None:
    """Take elements out of the page; the text behind each stays."""
    for element in list(elements):
        if element.getparent() is not None:
            element.drop_tree()


def _blocks_of(page: HtmlElement) -> list[Block]:
    """Return the paragraphs of the article in ``page``, which trafilatura may alter."""
    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    body = None if found is None or isinstance(found, dict) else found.body
    return [] if body is None else list(_read_body(body))


def _read_body(body: etree._Element) -> Iterator[Block]:
    """Yield the blocks of trafilatura's tree: one for each innermost block element."""
    for element in body.iter(*_EXTRACTED_BLOCKS):
        if any(True for _ in element.iterdescendants(*_EXTRACTED_BLOCKS)):
            continue
        embedded = element.tag == "quote" or any(True for _ in element.iterancestors("quote"))
        for text in re.split(r"\n\s*\n", _text_of(element)):
            yield Block(text, embedded)


def _text_of(element: etree._Element) -> str:
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    return "".join(element.itertext())


def _split_headline(title: str, blocks: list[Block]) -> tuple[str, list[Block]]:
    """Split off the block that repeats the title at the top."""
    headline = next((block.text for block in blocks[:3] if _same(block.text, title)), "")
    return headline, [block for block in blocks if not (headline and _same(block.text, headline))]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())
