"""Extracts the article of a web page: what its reader sees of it, without menus, captions and comments.

There are two witnesses: a reading of all the page's words, made before anything is taken out, in which a
sentence is not as extracted if some part of it was hidden or is no plain text; and what another parser reads.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.agreement import find_disagreements
from corpus.canonical import canonicalise, replace_lost
from corpus.encodings import declared_encoding, decode, replace_few
from corpus.errors import ArticleError
from corpus.extraction import Block, Extracted
from corpus.formats.html_words import read_words
from corpus.formats.page_blocks import PageBlock, read_page_blocks
from corpus.formats.page_choice import choose_blocks
from corpus.formats.page_headline import find_headline, is_title
from corpus.formats.page_metadata import PageMetadata, read_metadata
from corpus.formats.page_scope import (
    blocks_in_scope,
    find_article,
    other_articles,
)
from corpus.formats.page_standfirst import find_standfirst
from corpus.formats.page_styles import styles_of
from corpus.formats.visibility import PROPERTIES, hidden_elements, mark_generated
from corpus.spans import Span

# Never shown: for programs, or for readers of another kind of page.
_NEVER_SHOWN = (
    "script", "style", "template", "noscript", "head", "iframe", "object", "embed", "canvas", "audio",
    "video", "datalist",
)  # fmt: skip
# Shown, but not as words that can be quoted as they stand: struck out, between quotation marks that the
# browser adds, drawn, on a button, or with its letters in another order. They stay in the witness.
_NOT_PLAIN = ("del", "s", "strike", "q", "svg", "math", "button", "select", "textarea", "option", "bdo")
_NOT_THE_ARTICLE = ("nav", "aside", "figcaption", "footer", "dialog", "menu")
_OTHER_ROLES = frozenset(
    "navigation complementary contentinfo search dialog alertdialog menu menubar doc-endnotes doc-pullquote"
    " doc-footnote".split()
)
_OTHER_PROPERTIES = frozenset("author publisher comment image video keywords".split())
_REFUSALS = re.compile(
    r"\b(?:403 forbidden|access (?:to this page has been )?denied|just a moment"
    r"|are you (?:a )?(?:human|robot)|enable javascript"
    r"|(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|read|keep)"
    r"|already a subscriber|we value your privacy|accept (?:all )?cookies|page not found)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 80
_TEXTS = ("article", "main", "body")
_BOX_CHARS = 400


def read_page(data: bytes) -> list[Extracted]:
    """Extract the one article of a page.

    Raises:
        ArticleError: there is none, or its encoding is not known.
    """
    declared = declared_encoding(data)
    decoded = decode(replace_few(data) if declared == "utf-8" else data, declared)
    if decoded.guess:
        raise ArticleError("neither UTF-8 nor in an encoding that the page declares")
    page = _parsed(decoded.text)
    fields = read_metadata(page)
    styles = styles_of(page, PROPERTIES)
    mark_generated(styles, "svg")
    hidden = hidden_elements(page, styles)
    _drop(page.iter(*_NEVER_SHOWN))
    _mark_images(page)
    hidden += _set_off_notes(page) + list(page.iter(*_NOT_PLAIN)) + list(_figures_above(page))
    witness = "\n\n".join(block.text for block in read_page_blocks(page, styles))
    _drop(hidden)
    _drop([*_other_parts(page), *_sign_ups(page)])
    article = None if fields.live else find_article(page, fields.title or "")
    if article is not None:
        _drop(other_articles(page, article))
    every = list(read_page_blocks(page, styles))
    scope = every if fields.live else blocks_in_scope(page, every, fields.title or "", article)
    blocks = choose_blocks(page, every, scope, live=fields.live)
    return [_extracted(blocks, every, fields, (witness, read_words(decoded.text)))]


def _extracted(
    text: list[PageBlock], every: list[PageBlock], fields: PageMetadata, witnesses: tuple[str, ...]
) -> Extracted:
    found = find_headline(every, fields.titles, next(iter(text), None))
    blocks = find_standfirst(every, text, found, fields.descriptions) + text
    words = " ".join(block.text for block in blocks)
    if not words.strip():
        raise ArticleError("no article in the page")
    if len(words.split()) < _FEW_WORDS and _REFUSALS.search(f"{fields.title} {words}"):
        raise ArticleError("a page that asks for consent, a subscription or a check, not an article")
    headline = found.text if found and _is_confirmed(found.text, witnesses) else ""
    parted = set(map(id, _without_initial(every)))
    return Extracted(
        tuple(
            Block(block.text, block.quoted, starts_whole=id(block) not in parted)
            for block in blocks
            if not (headline and is_title(block.text, headline))
        ),
        witnesses,
        headline or fields.title,
        headline,
        fields.publisher,
        fields.url,
        fields.published,
        fields.authors,
    )


def _is_confirmed(headline: str, witnesses: Iterable[str]) -> bool:
    """Tell whether every other reading has the headline word for word."""
    text = canonicalise(headline)
    return not any(find_disagreements(text, [Span(0, len(text))], replace_lost(one)) for one in witnesses)


def _without_initial(blocks: Iterable[PageBlock]) -> Iterator[PageBlock]:
    """Yield the blocks whose first letter stands in the block before, as a drop cap may."""
    before = ""
    for block in blocks:
        if len(before) == 1 and before.isalpha():
            yield block
        before = block.text.strip("“”\"'‘’«» ")


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        page = document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise ArticleError("no text in it") from error
    if any("depth" in one.message for one in parser.error_log):  # what comes after is lost
        raise ArticleError("its elements are nested too deeply")
    for element in page.iter():
        # References to no character: trafilatura gives up on them.
        element.text = element.text and replace_lost(element.text)
        element.tail = element.tail and replace_lost(element.tail)
    return page


def _drop(elements: Iterable[HtmlElement]) -> None:
    """Take elements out of the page; the text behind each stays."""
    for element in list(elements):
        if element.getparent() is not None:
            element.drop_tree()


def _mark_images(page: HtmlElement) -> None:
    """Take pictures for the one word that they stand for (a letter, an emoji, "not"); untitle drawings."""
    _drop(part for drawing in page.iter("svg") for part in drawing.iter("title", "desc", "metadata"))
    for image in page.iter("img"):
        word = image.get("alt", "").strip()
        if word and not re.search(r"\s|\.\w{3,4}$", word) and (image.tail or "").strip():
            stand_in = image.makeelement("svg")
            stand_in.text = word
            image.addprevious(stand_in)


def _set_off_notes(page: HtmlElement) -> list[HtmlElement]:
    """Return the references to notes, set off in the witness: the sentence before is whole without them."""
    notes = [sup for sup in page.iter("sup") if sup.find(".//a[@href]") is not None]
    notes = [sup for sup in notes if sup.find(".//a[@href]").get("href", "").startswith("#")]
    for note in notes:
        note.tag = "section"
    return notes


def _figures_above(page: HtmlElement) -> Iterator[HtmlElement]:
    """Yield figures set above the line, without which 10⁶ is 106."""
    return (sup for sup in page.iter("sup") if re.search(r"\d", "".join(sup.itertext())))


def _other_parts(page: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what is not the article by its element, role or property."""
    chars = len(page.text_content())
    for element in page.iter(etree.Element):
        if element.tag in _NOT_THE_ARTICLE or element.tag == "form":
            # One form or dialog around everything is how some systems build their pages.
            if 2 * len(element.text_content()) < chars:
                yield element
        elif not _OTHER_ROLES.isdisjoint(element.get("role", "").lower().split()) or (
            not _OTHER_PROPERTIES.isdisjoint(element.get("itemprop", "").split())
        ):
            yield element


def _sign_ups(page: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the boxes that ask for an e-mail address: the field with the few words around it."""
    for box in page.iterfind(".//input[@type='email']"):
        above = box.getparent()
        while (
            above.tag not in _TEXTS and len(above.text_content()) < _BOX_CHARS and above.find(".//h1") is None
        ):
            box, above = above, above.getparent()
        yield box
