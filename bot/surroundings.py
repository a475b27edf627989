"""Finds what belongs to a quote in its article: its neighbours, the sentence that introduces its speaker."""

from bot.quotes import Quote, make_quote
from corpus import Span


def introduction_of(quote: Quote) -> Quote | None:
    """Return the sentence that names the quote's speaker most fully; None if the quote itself does."""
    name = quote.speaker and quote.speaker.name_span
    if not name or quote.span.covers(name):
        return None
    sentence = next((s.span for s in quote.layout.sentences if s.span.covers(name)), None)
    return make_quote(1, quote.article, quote.layout, sentence, name, quote.score) if sentence else None


def neighbourhood_of(quote: Quote) -> Span:
    """Return the quote's paragraph with the one before and the one after.

    It is the quote alone in a masthead, and where what stands around it may not be as it was printed.
    """
    if not quote.paragraph:
        return quote.span
    around = quote.layout.paragraphs[max(0, quote.paragraph - 2) : quote.paragraph + 1]
    whole = Span(around[0].start, around[-1].end)
    return quote.span if any(whole.overlaps(doubt) for doubt in quote.layout.doubtful) else whole
