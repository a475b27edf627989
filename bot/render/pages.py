"""Turns an article into the pages that it is read on in Telegram, each a slice of its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.links import page_link
from bot.render.messages import (
    REMOVED,
    Message,
    clean,
    covered,
    everything,
    fits,
    found,
    joined,
    plain,
    quoted,
    utf16_length,
)
from bot.render.telegram import kept_link
from bot.render.wording import doubt_of, source_parts
from corpus import Article, Layout, Span

_PAGE_UNITS = 1_500  # what is read without scrolling, and far less than Telegram takes
_UNSHOWN = "This paragraph is too long for Telegram, or has characters that Telegram drops."


@dataclass(frozen=True, slots=True)
class Page:
    """Whole paragraphs, or whole sentences of a long one; ``first`` and ``last`` are paragraphs from 1."""

    span: Span
    first: int
    last: int


def pages_of(article: Article, layout: Layout) -> list[Page]:
    """Cut an article's body into pages, in the order of the text."""
    pages: list[Page] = []
    for piece in _pieces(article, layout):
        last = pages[-1] if pages else piece
        both = Page(Span(last.span.start, piece.span.end), last.first, piece.last)
        if pages and utf16_length(both.span.slice(article.text)) <= _PAGE_UNITS:
            pages[-1] = both
        else:
            pages.append(piece)
    return pages


def page_message(article: Article, layout: Layout, pages: Sequence[Page], number: int) -> Message:
    """Return page ``number`` of an article's ``pages``, counted from 0, with where it stands."""
    page = pages[number]
    link = kept_link(page_link(article.url or ""))
    named = " · ".join(filter(None, map(clean, source_parts(article))))
    several = page.first != page.last
    paragraphs = f"paragraphs {page.first} to {page.last}" if several else f"paragraph {page.first}"
    doubt = doubt_of(layout, page.span)
    where = f"{paragraphs} of {len(layout.paragraphs)} · page {number + 1} of {len(pages)}"
    where += f" · {doubt}" if doubt else ""
    text = page.span.slice(article.text)
    for find in (found, everything):
        head = [covered(named, link, everything if link else find)] if named else []
        message = joined([*head, quoted(text, link, find), plain(where)], "\n")
        if fits(message) and not REMOVED.search(text):
            return message
    return joined([plain(_UNSHOWN), plain(where)], "\n")


def _pieces(article: Article, layout: Layout) -> Iterator[Page]:
    """Yield the paragraphs, those longer than a page by their sentences."""
    for number, paragraph in enumerate(layout.paragraphs, 1):
        if utf16_length(paragraph.slice(article.text)) <= _PAGE_UNITS:
            yield Page(paragraph, number, number)
        else:
            inside = (s.span for s in layout.sentences if paragraph.covers(s.span))
            yield from (Page(span, number, number) for span in inside)
