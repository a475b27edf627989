"""Turns quotes into references that can be kept as JSON, and back into quotes, proved anew."""

from typing import Any

from bot.quotes import Quote, make_quote
from corpus import Span
from index import Snapshot, find_article

Reference = dict[str, Any]  # Any: whatever JSON has


def reference_of(quote: Quote) -> Reference:
    """Return where a quote stands, without a word of it."""
    return {
        "article": quote.article.id,
        "sha256": quote.article.sha256,
        "span": [quote.span.start, quote.span.end],
        "answer": [quote.answer.start, quote.answer.end] if quote.answer else None,
        "score": quote.score,
    }


def recall_quote(snapshot: Snapshot, reference: Reference, number: int) -> Quote | None:
    """Return the quote at a reference; None if its article is gone or another than it was.

    Raises:
        IndexFault: the record was altered.
    """
    stored = find_article(snapshot.connection, reference["article"])
    if stored is None or stored.article.sha256 != reference["sha256"]:
        return None
    answer = Span(*reference["answer"]) if reference["answer"] else None
    span = Span(*reference["span"])
    return make_quote(number, stored.article, stored.layout, span, answer, reference["score"])
