"""Finds what belongs to a quote in its article: its neighbours, the sentence that introduces its speaker."""

from bot.quotes import Quote, make_quote
from corpus import Span
from index import Snapshot, find_article


def introduction_of(snapshot: Snapshot, quote: Quote) -> Quote | None:
    """Return the sentence that names the quote's speaker most fully; None if the quote itself does.

    Raises:
        IndexFault: the record was altered.
    """
    name = quote.speaker and quote.speaker.name_span
    stored = find_article(snapshot.connection, quote.article.id)
    if not name or quote.span.covers(name) or stored is None:
        return None
    sentence = next((s.span for s in stored.layout.sentences if s.span.covers(name)), None)
    if sentence is None:
        return None
    return make_quote(1, stored.article, stored.layout, sentence, name, quote.score)


def neighbourhood_of(snapshot: Snapshot, quote: Quote) -> Span:
    """Return the quote's paragraph with the one before and the one after.

    It is the quote alone in a masthead, and where what stands around it may not be as it was printed.
    """
    stored = find_article(snapshot.connection, quote.article.id)
    if stored is None or not quote.paragraph:
        return quote.span
    around = stored.layout.paragraphs[max(0, quote.paragraph - 2) : quote.paragraph + 1]
    whole = Span(around[0].start, around[-1].end)
    return quote.span if any(whole.overlaps(doubt) for doubt in stored.layout.doubtful) else whole
