"""Lays an article out: the paragraphs, sentences and speech of its body, as spans."""

from dataclasses import dataclass

from corpus.articles import Article
from corpus.sentences import Sentence, split_paragraphs, split_sentences
from corpus.spans import Span
from corpus.speech.records import Speech


@dataclass(frozen=True, slots=True)
class Layout:
    """What an article's body is made of, in the order of the text.

    ``Sentence.paragraph`` is an index into ``paragraphs``; a reader counts them from 1.
    """

    paragraphs: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    speeches: tuple[Speech, ...]

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
    return Layout(paragraphs, sentences, tuple(find_speech(article.text, paragraphs)))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
