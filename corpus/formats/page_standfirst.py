"""Finds the standfirst of a page: a paragraph between the headline and the text, in an element of its own.

Pages set it apart from the paragraphs that follow, so that what finds these often misses it. In its place
there may also be the caption of a picture, names, dates or a menu.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from corpus.formats.page_blocks import PageBlock

_LEAST_CHARS = 80  # a shorter line is a date, a name or a label
_MOST_LINKED = 0.3
_MOST = 0.8  # of the letters of the element that it stands in
_ALIKE_LETTERS = 40  # that the page's description begins with too
_LEAST_LETTERS = 30  # of the description
_PICTURES = ("img", "picture", "figure", "amp-img")
_NO_LETTER = re.compile(r"[\W_]+")


def find_standfirst(
    blocks: Sequence[PageBlock],
    text: Sequence[PageBlock],
    headline: PageBlock | None,
    descriptions: Sequence[str],
) -> list[PageBlock]:
    """Return the one of ``blocks`` that is the standfirst of the article ``text``, or else nothing.

    It says what the page gives as its description, or else is the first paragraph below the ``headline``
    that stands alone.
    """
    if not text:
        return []
    above = blocks[: blocks.index(text[0])]
    below = above[above.index(headline) + 1 :] if headline in above else []
    stated = [block for block in above if _is_described(block, descriptions)]
    alone = _alone(below, text[0], headline) if headline else iter(())
    told = "\n".join(_letters(block.text) for block in text)
    found = stated[0] if stated else next(alone, None)
    return [found] if found and _letters(found.text) not in told else []


def _is_described(block: PageBlock, descriptions: Sequence[str]) -> bool:
    text = _letters(block.text)[:_ALIKE_LETTERS]
    return len(text) >= _LEAST_LETTERS and any(
        text.startswith(start[:_ALIKE_LETTERS]) or start.startswith(text)
        for start in map(_letters, descriptions)
        if len(start) >= _LEAST_LETTERS
    )


def _alone(blocks: Sequence[PageBlock], first: PageBlock, headline: PageBlock) -> Iterator[PageBlock]:
    """Yield paragraphs that are nearly all of the largest element with neither headline nor text in it."""
    around = {headline.element, *headline.element.iterancestors()}
    around |= {first.element, *first.element.iterancestors()}
    for block in blocks:
        if len(block.text) < _LEAST_CHARS or block.linked > _MOST_LINKED or block.element in around:
            continue
        own = block.element
        while own.getparent() not in around:
            own = own.getparent()
        whole = _letters(own.text_content())
        if len(_letters(block.text)) >= _MOST * len(whole) and not _has_picture(own, around):
            yield block


def _has_picture(own: HtmlElement, around: set[HtmlElement]) -> bool:
    """Tell whether a picture is in the element or right before it: then it is a caption."""
    before = own.getprevious()
    near = [own] if before is None or before in around else [own, before]
    return any(next(element.iter(*_PICTURES), None) is not None for element in near)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)
