"""Tells where on a page its one article can stand: teasers and further articles are other articles."""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from corpus.formats.page_blocks import PageBlock
from corpus.formats.page_headline import headline_of, is_title

_BODY = ".//*[@itemprop='articleBody' or @name='articleBody']"


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
