"""Tells where on a page its one article can stand: teasers and further articles are other articles."""

import re
from collections.abc import Container, Iterator, Sequence

from lxml.html import HtmlElement

from corpus.formats.page_blocks import PageBlock

_BODY = ".//*[@itemprop='articleBody' or @name='articleBody']"
_SEPARATORS = (" | ", " · ", " - ", " – ", " — ", " :: ", " » ", " « ")  # before the name of the site
_BEFORE_A_SITE = re.compile(r"\s(?:[|·•ǀ:»›«/–—-]|::)\s|\s\((?=[^()]*\)$)")
_AFTER_A_KICKER = re.compile(r"\s(?:[|·•ǀ:»›«/–—-]|::)\s|:\s")
_HEADINGS = ("h1", "h2", "h3")
_FEWEST_WORDS = 3  # of a headline that is but a part of what the page gives as its title


def find_article(page: HtmlElement, title: str) -> HtmlElement | None:
    """Return the ``article`` element with the title, or else the first large one; None if there is none."""
    articles = list(page.iter("article"))
    titled = (
        article
        for article in articles
        if any(is_title("".join(heading.itertext()), title) for heading in article.iter("h1", "h2"))
    )
    chars = {article: len(article.text_content()) for article in articles}
    found = next(titled, None)
    if found is None:
        largest = max(chars.values(), default=0)
        found = next((article for article in articles if 2 * chars[article] >= largest), None)
    # One around the headline and all else may hold one that is the body.
    for inner in [] if found is None else found.iterdescendants("article"):
        if 2 * chars[inner] > chars[found]:
            found = inner
    return found


def other_articles(page: HtmlElement, main: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the ``article`` elements that neither are nor hold the main one."""
    above = {main, *main.iterancestors("article")}
    return (article for article in page.iter("article") if article not in above)


def blocks_in_scope(
    page: HtmlElement, blocks: Sequence[PageBlock], title: str, main: HtmlElement | None
) -> list[PageBlock]:
    """Return the blocks of the ``article``, or else those below the headline and above the next article's.

    If the page says which of them are the article's body, it is these.
    """
    spoken = set() if main is None else set(main.iter())
    around = [block for block in blocks if block.element in spoken]
    around = around if _has_words(around, title) else _below_headline(blocks, title)
    bodies = {element for place in page.xpath(_BODY) for element in place.iter()}
    within = [block for block in around if block.element in bodies]
    return within if _has_words(within, title) else around


def _has_words(blocks: Sequence[PageBlock], title: str) -> bool:
    return any(len(block.text.split()) > 3 and not is_title(block.text, title) for block in blocks)


def headline_of(blocks: Sequence[PageBlock], title: str) -> PageBlock | None:
    """Return the block that is the title: a first heading if one is."""
    found = [block for block in blocks if is_title(block.text, title)]
    return next((block for block in found if block.element.tag == "h1"), found[0] if found else None)


def find_headline(
    blocks: Sequence[PageBlock], titles: Sequence[str], first: PageBlock | None
) -> PageBlock | None:
    """Return the block that is the headline, as ``headline_of`` or, else, by its words alone.

    They are those of one of the ``titles``, or of its beginning or end: then the block has to be a first
    heading, with no other heading before the ``first`` block of the text, as the name of the site may be.
    """
    found = headline_of(blocks, titles[0]) if titles else None
    if found is not None:
        return found
    parts = {_words(part) for title in titles for part in _beginnings(title)}
    told = [block for block in blocks if _is_among(parts, block)]
    headings = [block for block in blocks[: _place(blocks, first)] if block.element.tag in _HEADINGS]
    ends = {_words(part) for title in titles for part in _ends(title)}
    last = [one for one in headings[-1:] if one.element.tag == "h1" and _is_among(ends, one)]
    return next((block for block in told if block.element.tag == "h1"), next(iter([*told, *last]), None))


def _is_among(parts: Container[tuple[str, ...]], block: PageBlock) -> bool:
    words = _words(block.text)
    return len(words) >= _FEWEST_WORDS and words in parts


def _place(blocks: Sequence[PageBlock], first: PageBlock | None) -> int:
    """Return how many of the blocks stand above or are the first of the text."""
    return next((number for number, block in enumerate(blocks, 1) if block is first), 0)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.replace("\u00ad", "").casefold()))


def _beginnings(title: str) -> Iterator[str]:
    yield title
    yield from (title[: found.start()] for found in _BEFORE_A_SITE.finditer(title))


def _ends(title: str) -> Iterator[str]:
    starts = [found.end() for found in _AFTER_A_KICKER.finditer(title)]
    return (part for start in starts for part in _beginnings(title[start:]))


def is_title(text: str, title: str) -> bool:
    """Tell whether ``text`` is the title, to which the name of the site may have been added."""
    text, title = " ".join(text.split()), " ".join(title.split())
    rest = title.removeprefix(text)
    return bool(text) and title.startswith(text) and (not rest or rest.startswith(_SEPARATORS))


def _below_headline(blocks: Sequence[PageBlock], title: str) -> list[PageBlock]:
    headline = headline_of(blocks, title)
    start = 0 if headline is None else next(n for n, block in enumerate(blocks) if block is headline)
    parents: set[HtmlElement] = set()
    for end in range(start, len(blocks)):
        block = blocks[end]
        parent = block.element.getparent()
        # A first heading among the paragraphs is only a large one.
        is_foreign = block.element.tag == "h1" and not is_title(block.text, title) and end > start
        if is_foreign and parent not in parents:
            return list(blocks[start:end])
        parents.add(parent)
    return list(blocks[start:])
