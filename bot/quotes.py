"""Makes quotes: slices of an article, proved at the moment they are made, with both attributions.

Nothing here or later alters quoted text. A quote knows its article, its place and its speaker; the
words themselves are sliced from the record whenever they are asked for.
"""

from dataclasses import dataclass

from bot.links import page_link, text_fragment_link
from corpus import Article, IndexFault, Layout, Part, Span, Speech, text_sha256


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says the quoted words: ``text`` as printed beside them, ``name`` as the article has it.

    Both are slices of the article. ``kind`` is direct, mixed or indirect.
    """

    article: Article
    span: Span
    name_span: Span | None
    kind: str

    @property
    def text(self) -> str:
        return self.span.slice(self.article.text)

    @property
    def name(self) -> str | None:
        """The fullest naming, or None where the article leaves open who it is."""
        return self.name_span.slice(self.article.text) if self.name_span else None


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote, with the layout of its article; ``score`` is a probability.

    Paragraphs are counted from 1 in the body; ``paragraph`` is 0 for a quote of the masthead. ``copies`` are
    other articles that tell the same story, in nearly the same words.
    """

    number: int
    article: Article
    layout: Layout
    span: Span
    answer: Span | None
    paragraph: int
    speaker: Speaker | None
    score: float
    copies: tuple[Article, ...]

    @property
    def text(self) -> str:
        """The quoted words: always a slice of the canonical text."""
        return self.span.slice(self.article.text)

    @property
    def paragraphs(self) -> int:
        return len(self.layout.paragraphs)

    @property
    def surroundings(self) -> Span:
        """The paragraph around the quote; the quote itself in the masthead."""
        return self.layout.paragraphs[self.paragraph - 1] if self.paragraph else self.span

    @property
    def place(self) -> str:
        """Where the quote stands, in words."""
        part = _part_at(self.article, self.span) or f"paragraph {self.paragraph} of {self.paragraphs}"
        page = f"page {self.page}, " if self.page else ""
        return page + part + (", a post or text that the article embeds" if self.embedded else "")

    @property
    def elsewhere(self) -> str:
        """Who else has the same story, in words; "" if nobody."""
        names = list(dict.fromkeys(copy.publisher or copy.title for copy in self.copies))
        return f"the same story: {', '.join(names)}" if names else ""

    @property
    def page(self) -> int | None:
        """The page, from 1, of a printed article; None of any other."""
        return self.article.marks.page_at(self.span.start)

    @property
    def embedded(self) -> bool:
        """Whether the words are another's post or text that the article sets apart."""
        return any(span.overlaps(self.span) for span in self.article.marks.embedded)

    @property
    def link(self) -> str | None:
        """The address of the page that scrolls to the quote and marks it.

        The publisher's line stands in the file, not on the page, where nothing can be marked by it.
        """
        url, text, span = self.article.url, self.article.text, self.span
        if url is None:
            return None
        line = self.article.masthead.get(Part.PUBLISHERS_LINE)
        if line == span:
            return page_link(url) or None
        start = line.end if line else 0
        return text_fragment_link(url, text[start:], Span(span.start - start, span.end - start)) or None


def make_quote(
    number: int,
    article: Article,
    layout: Layout,
    span: Span,
    answer: Span | None,
    score: float,
    copies: tuple[Article, ...] = (),
) -> Quote:
    """Make the quote of ``span``, proving the text by its hash first.

    Raises:
        IndexFault: the text is not the one that was hashed when the article was read, or the span
            is neither whole sentences of the body nor one whole part of the masthead.
    """
    if text_sha256(article.text) != article.sha256:
        raise IndexFault(f"article {article.id} was altered and is not quoted; run: onrecord doctor")
    paragraph = 0 if _part_at(article, span) else _paragraph_of(layout, span)
    doubted = any(span.overlaps(doubt) for doubt in layout.doubtful)
    if doubted or paragraph is None or (answer and not span.covers(answer)):
        raise IndexFault(f"article {article.id}: {span.start}..{span.end} is not a whole sentence")
    return Quote(
        number=number,
        article=article,
        layout=layout,
        span=span,
        answer=answer,
        paragraph=paragraph,
        speaker=_as_speaker(article, speech_in(layout, answer or span, span)),
        score=score,
        copies=copies,
    )


def _part_at(article: Article, span: Span) -> Part | None:
    return next((part for part, place in article.masthead.items() if place == span), None)


def _paragraph_of(layout: Layout, span: Span) -> int | None:
    """Return the number, from 1, of the paragraph in which whole sentences begin; None if it is none."""
    starts = {s.span.start: s.paragraph for s in layout.sentences}
    ends = {s.span.end for s in layout.sentences}
    return starts[span.start] + 1 if span.start in starts and span.end in ends else None


def speech_in(layout: Layout, focus: Span, quoted: Span) -> Speech | None:
    """Return whose words are in focus, else most of the quoted ones; None where nobody is known to speak."""
    heard = [s for s in layout.speeches if s.speaker is not None and s.content.overlaps(quoted)]
    return max(heard, key=lambda s: (_shared(s.content, focus), _shared(s.content, quoted)), default=None)


def _as_speaker(article: Article, speech: Speech | None) -> Speaker | None:
    if speech is None or speech.speaker is None:
        return None
    return Speaker(article, speech.speaker, speech.name, speech.kind.value)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
