"""Cuts a laid-out article into the passages that are embedded and searched.

A passage is a window of whole sentences of one paragraph, at most as long as the encoder reads, that
overlaps its neighbours. Its text is always a slice of the article; headline and standfirst help the
search copy alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from corpus.articles import Article
from corpus.errors import ArticleError
from corpus.layout import Layout
from corpus.sentences import Sentence
from corpus.spans import Span

# Sentences. Right passage among the first 10 for 903 questions over squad2_dev_part as one corpus: windows
# of 1 .955, 2 .967, 3 .972, 5 .977 (with fewer right sentences, .928); of 3 across paragraphs .967.
WINDOW = 3
_HEADLINE_CHARS = 200  # of the search copy: longer ones are no headlines
_STANDFIRST_CHARS = 300


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article: ``sentences`` are those it holds, in order, spans into the text.

    A sentence longer than the encoder reads lies in several passages, each a part of it.
    """

    article: Article
    span: Span
    sentences: tuple[Sentence, ...]

    @property
    def search_text(self) -> str:
        """The copy that is searched: the headline, before the first passage the standfirst, the words."""
        return _search_text(self.article, self.span)


def split_article(
    article: Article, layout: Layout, *, count_tokens: Callable[[str], int], max_tokens: int
) -> list[Passage]:
    """Cut ``article`` into overlapping passages whose search copies have at most ``max_tokens``.

    Raises:
        ArticleError: the headline alone is as long as the encoder reads.
    """

    def fits(span: Span) -> bool:
        return count_tokens(_search_text(article, span)) <= max_tokens

    if not fits(Span(article.body_start, article.body_start + 1)):
        raise ArticleError(f"the headline is longer than the {max_tokens} tokens the encoder reads")
    passages = []
    for _, sentences in groupby(layout.sentences, key=attrgetter("paragraph")):
        held = list(sentences)
        units = [unit for s in held for unit in _units(article.text, s.span, fits)]
        for span in _windows(units, fits):
            passages.append(Passage(article, span, tuple(s for s in held if s.span.overlaps(span))))
    return passages


def _search_text(article: Article, span: Span) -> str:
    """Return the copy that is searched.

    The standfirst goes before the first passage alone, which tells the same at length: before each it
    made the passages of an article alike and took a third more time.
    """
    head = [article.title[:_HEADLINE_CHARS]]
    if span.start == article.body_start and article.standfirst:
        head.append(article.standfirst[:_STANDFIRST_CHARS])
    return "\n".join([*head, span.slice(article.text)])


def _units(text: str, span: Span, fits: Callable[[Span], bool]) -> Iterator[Span]:
    """Yield the sentence, or the parts of one that is longer than the encoder reads."""
    if fits(span):
        yield span
        return
    middle = (span.start + span.end) // 2
    cut = text.find(" ", middle, span.end - 1) + 1 or middle
    yield from _units(text, Span(span.start, cut), fits)
    yield from _units(text, Span(cut, span.end), fits)


def _windows(units: Sequence[Span], fits: Callable[[Span], bool]) -> Iterator[Span]:
    """Yield the window that starts at each unit, but none that lies within the one before."""
    end = 0
    for first in range(len(units)):
        window = units[first]
        for last in units[first + 1 : first + WINDOW]:
            wider = Span(window.start, last.end)
            if not fits(wider):
                break
            window = wider
        if window.end > end:
            end = window.end
            yield window
