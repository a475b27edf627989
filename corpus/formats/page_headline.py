"""Finds the headline of a page: the block that shows a title which the page states."""

import re
from collections.abc import Container, Iterator, Sequence

from corpus.formats.page_blocks import PageBlock

_SEPARATORS = (" | ", " · ", " - ", " – ", " — ", " :: ", " » ", " « ")  # before the name of the site
_BEFORE_A_SITE = re.compile(r"\s(?:[|·•ǀ:»›«/–—-]|::)\s|\s\((?=[^()]*\)$)")
_AFTER_A_KICKER = re.compile(r"\s(?:[|·•ǀ:»›«/–—-]|::)\s|:\s")
_HEADINGS = ("h1", "h2", "h3")
_FEWEST_WORDS = 3  # of a headline that is but a part of what the page gives as its title


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


def headline_of(blocks: Sequence[PageBlock], title: str) -> PageBlock | None:
    """Return the block that is the title: a first heading if one is."""
    found = [block for block in blocks if is_title(block.text, title)]
    return next((block for block in found if block.element.tag == "h1"), found[0] if found else None)


def is_title(text: str, title: str) -> bool:
    """Tell whether ``text`` is the title, to which the name of the site may have been added."""
    text, title = " ".join(text.split()), " ".join(title.split())
    rest = title.removeprefix(text)
    return bool(text) and title.startswith(text) and (not rest or rest.startswith(_SEPARATORS))


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
