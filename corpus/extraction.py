"""Makes articles of what the parsers of formats with markup extract: blocks of text and a witness.

The parsers themselves (``corpus.formats``) run in a child process; what they return is only text, and is
made canonical, checked and marked here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.agreement import find_disagreements
from corpus.articles import Article, make_article
from corpus.canonical import canonicalise, replace_lost
from corpus.errors import ArticleError
from corpus.marks import Marks
from corpus.sentences import split_sentences
from corpus.spans import Span

_HALVES = re.compile("[\ud800-\udfff]")  # of characters, which no text has

# Words of two sentences without a space between, or more letters than a word of English news has.
_GLUED = re.compile(r"[a-z]{2}[.!?][\"”’]?[A-Z][a-z]{2}|[^\W\d_]{46,}")
_ADDRESS = re.compile(r"\S+\.\S+/\S*|https?:\S+|www\.\S+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as extracted.

    Attributes:
        text: Its words.
        embedded: It is another's, set apart.
        page: Where it begins, counted from 1; 0 where there are no pages.
        starts_whole: False if its first sentence may have begun in another block.
        ends_whole: False if its last sentence may go on in another block.
    """

    text: str
    embedded: bool = False
    page: int = 0
    starts_whole: bool = True
    ends_whole: bool = True


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a parser found in a file.

    Attributes:
        blocks: The paragraphs of the body, in the order of reading.
        witnesses: What other readings of the file found, blocks separated by blank lines: each must have a
            sentence as it is; none where there is nothing to disagree on.
        title: And the other fields, as the file has them.
        note: What people should know of the reading, "" if nothing.
        headline: The title as it stands above the text, "" if it does not.
    """

    blocks: tuple[Block, ...]
    witnesses: tuple[str, ...] = ()
    title: str | None = None
    headline: str = ""
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    note: str = ""


def make_extracted_article(found: Extracted, *, stem: str) -> Article:
    """Make the article of what was extracted; ``stem`` names it if nothing else does.

    Raises:
        ArticleError: there is no text, or a field is not what it should be.
    """
    blocks = list(_clean(found.blocks))
    body = "\n\n".join(block.text for block in blocks)
    article = make_article(
        body,
        title=found.title or found.headline or stem,
        publisher=found.publisher,
        url=found.url,
        published=found.published,
        authors=found.authors,
        masthead=[found.headline],
    )
    if article.text[article.body_start :] != body:
        raise ArticleError("its paragraphs cannot be told apart")
    spans = list(_places(blocks, article.body_start))
    return replace(article, marks=_marks_of(article, found.witnesses, blocks, spans))


def _clean(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        text = canonicalise(_HALVES.sub("\ufffd", replace_lost(block.text)))
        if text:
            yield replace(block, text=" ".join(text.split()))


def _places(blocks: Sequence[Block], start: int) -> Iterator[Span]:
    for block in blocks:
        yield Span(start, start + len(block.text))
        start += len(block.text) + 2


def _marks_of(
    article: Article, witnesses: Sequence[str], blocks: Sequence[Block], spans: Sequence[Span]
) -> Marks:
    start = article.body_start
    text = article.text
    sentences = [Span(s.span.start + start, s.span.end + start) for s in split_sentences(text[start:])]
    doubtful = {span for span in sentences if _GLUED.search(_ADDRESS.sub(" ", span.slice(text)))}
    for witness in witnesses:
        doubtful.update(find_disagreements(text, sentences, replace_lost(witness)))
    pages: list[int] = []
    doubtful.update(_torn(sentences, blocks, spans))
    for block, span in zip(blocks, spans, strict=True):
        pages += [span.start if pages else 0] * (block.page - len(pages))
    embedded = tuple(span for block, span in zip(blocks, spans, strict=True) if block.embedded)
    return Marks(tuple(sorted(doubtful)), embedded, tuple(pages))


def _torn(sentences: Sequence[Span], blocks: Sequence[Block], spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the first and last sentences of the blocks that may not have them whole."""
    starts = [sentence.start for sentence in sentences]
    for block, span in zip(blocks, spans, strict=True):
        if not block.starts_whole or block.text[0].islower():  # its capital may be a picture
            yield sentences[bisect_right(starts, span.start) - 1]
        if not block.ends_whole:
            yield sentences[bisect_left(starts, span.end) - 1]
