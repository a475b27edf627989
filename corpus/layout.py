"""Lays an article out: the paragraphs, sentences and speech of its body, as spans."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.articles import Article
from corpus.canonical import is_readable
from corpus.sentences import Sentence, split_paragraphs, split_sentences
from corpus.spans import Span
from corpus.speech.records import Speech


@dataclass(frozen=True, slots=True)
class Layout:
    """What an article's body is made of, in the order of the text.

    ``Sentence.paragraph`` is an index into ``paragraphs``; a reader counts them from 1. ``doubtful`` are
    the sentences left out, as they may not be what was printed: never quoted.
    """

    paragraphs: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    speeches: tuple[Speech, ...]
    doubtful: tuple[Span, ...]

    def paragraph_at(self, span: Span) -> int:
        """Return the number, from 1, of the paragraph in which ``span`` begins."""
        return next(number for number, one in enumerate(self.paragraphs, 1) if one.end > span.start)


def lay_out(article: Article) -> Layout:
    """Find the paragraphs, sentences and speech of the article's body."""
    from corpus.speech.finding import find_speech  # many patterns, which asking never needs

    start = article.body_start
    body = article.text[start:]
    paragraphs = tuple(_shifted(span, start) for span in split_paragraphs(body))
    sentences = tuple(
        Sentence(_shifted(found.span, start), found.paragraph) for found in split_sentences(body)
    )
    doubtful = tuple(s.span for s in sentences if _is_doubtful(article, s.span))
    return Layout(
        paragraphs,
        tuple(sentence for sentence in sentences if sentence.span not in doubtful),
        tuple(_without(doubtful, find_speech(article.text, paragraphs))),
        doubtful,
    )


def _is_doubtful(article: Article, span: Span) -> bool:
    marked = any(span.overlaps(doubt) for doubt in article.marks.doubtful)
    return marked or not is_readable(span.slice(article.text))


def _without(doubtful: Sequence[Span], speeches: Sequence[Speech]) -> list[Speech]:
    """Leave out the speech that a doubtful sentence has a part in, and names that stand only there."""

    def touched(span: Span | None) -> bool:
        return span is not None and any(span.overlaps(doubt) for doubt in doubtful)

    sure = [s for s in speeches if not (touched(s.content) or touched(s.speaker) or touched(s.cue))]
    return [replace(s, name=None) if touched(s.name) else s for s in sure]


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
