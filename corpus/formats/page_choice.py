"""Chooses the blocks of a page that are its article.

trafilatura says where the article is. Which blocks these are, in the page's own words and order, is told
here: those that it found, and those between that stand in the page like them, as it loses some.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

import trafilatura
from lxml.html import HtmlElement

from corpus.formats.page_blocks import PageBlock

_SURE_CHARS = 25  # a shorter text may stand by chance in another
_SENTENCE_END = re.compile(r"[.!?…:;]['\"’”»“)\]]*\s*$")
_LINES_WITHOUT_STOP = frozenset("h2 h3 h4 h5 h6 li dt dd td th caption pre".split())
_ALL, _HALF = 0.95, 0.5  # of a text that is links
# Of what trafilatura found; less is another thing, unless it is a short article. In one in ten pages of
# tests/benchmarks/pages.py, what the marks call the article holds nothing of it.
_LEAST = 0.25
_TEASERS_CHARS = 1500
_NO_WORD = re.compile(r"[\W_]+")


def choose_blocks(
    page: HtmlElement, blocks: Sequence[PageBlock], scope: Sequence[PageBlock], *, live: bool = False
) -> list[PageBlock]:
    """Return those of ``blocks`` that are the article's.

    They are within the ``scope``, unless it leaves out most of what trafilatura found: then the page is not
    built as its marks say. ``live`` pages go on in the same structure to the end.
    """
    found = _found(page, blocks)
    within = set(map(id, scope))
    scoped = [block for block in found if id(block) in within]
    if _chars(scoped) >= _LEAST * _chars(found) or _is_short_article(scoped, scope, found):
        found, blocks = scoped, scope
    if not found:
        return []
    main = _main_path(found)
    if not live:
        found = _without_what_follows(found, main)
    sentences = [block for block in found if _SENTENCE_END.search(block.text)]
    paths = {block.path for block in sentences}
    parents = {block.element.getparent() for block in sentences}
    sure = set(map(id, found))

    def is_beside(block: PageBlock) -> bool:
        paragraph = block.path == main and block.element.getparent() in parents
        return paragraph or block.element in parents  # the latter is text between paragraphs

    ends = [
        number
        for number, block in enumerate(blocks)
        if id(block) in sure or is_beside(block) or (live and block.path == main)
    ]
    likely = [
        block
        for block in blocks[ends[0] : ends[-1] + 1]
        if id(block) in sure or block.path in paths or block.quoted or is_beside(block)
    ]
    return list(_without_labels(likely, main))


def _found(page: HtmlElement, blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """Return the blocks that trafilatura takes for the article's."""
    result = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    body = None if result is None or isinstance(result, dict) else result.body
    if body is None:
        return []
    whole = _letters("".join(body.itertext()))
    parts = {_letters("".join(part.itertext())) for part in body.iter("p", "head", "item", "cell", "quote")}
    texts = ((block, _letters(block.text)) for block in blocks)
    return [
        block
        for block, text in texts
        if text and (text in parts or (len(text) >= _SURE_CHARS and text in whole))
    ]


def _chars(blocks: Sequence[PageBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_short_article(
    scoped: Sequence[PageBlock], scope: Sequence[PageBlock], found: Sequence[PageBlock]
) -> bool:
    """Tell whether the scope is an article, and what was found beside it no more than teasers."""
    is_text = 2 * _chars(scoped) > _chars(scope) and any(_SENTENCE_END.search(one.text) for one in scoped)
    return is_text and _chars(found) - _chars(scoped) < _TEASERS_CHARS


def _main_path(blocks: Sequence[PageBlock]) -> int:
    chars: Counter[int] = Counter()
    for block in blocks:
        chars[block.path] += len(block.text)
    return chars.most_common(1)[0][0]


def _without_what_follows(found: list[PageBlock], main: int) -> list[PageBlock]:
    """Leave out what stands below the element around all paragraphs, unless that is most of the text.

    What was found above them is the article's, such as its standfirst, unless it only repeats them.
    """
    around = _around(found, main)
    inside = [block for block in found if block.element in around]
    if _chars(inside) < _HALF * _chars(found):
        return found
    told = "\n".join(_letters(block.text) for block in inside)
    above = takewhile(lambda block: block.element not in around, found)
    return [block for block in above if _letters(block.text) not in told] + inside


def _around(blocks: Sequence[PageBlock], main: int) -> set[HtmlElement]:
    """Return what is in the innermost element around all paragraphs."""
    paragraphs = [block.element for block in blocks if block.path == main]
    shared = set(paragraphs[0].iterancestors())
    for element in paragraphs[1:]:
        shared.intersection_update(element.iterancestors())
    innermost = next((above for above in paragraphs[0].iterancestors() if above in shared), paragraphs[0])
    return set(innermost.iter()) if paragraphs[1:] else set(paragraphs[0].getroottree().iter())


def _without_labels(blocks: Sequence[PageBlock], main: int) -> Iterator[PageBlock]:
    """Leave out links elsewhere, lines unlike the paragraphs that are no sentences, and repeated quotes."""
    told = "\n".join(_letters(block.text) for block in blocks if not block.quoted)
    for block in blocks:
        ends = bool(_SENTENCE_END.search(block.text))
        if block.quoted:
            if not block.text.startswith(("—", "―")) and _letters(block.text) not in told:
                yield block
        elif block.linked < (_ALL if ends else _HALF) and (
            ends or block.path == main or block.element.tag in _LINES_WITHOUT_STOP
        ):
            yield block


def _letters(text: str) -> str:
    return _NO_WORD.sub("", text)
