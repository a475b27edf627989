"""Puts into words what every door says alike: how sure the answer is, who speaks, where it was read."""

from collections.abc import Sequence

from bot.quotes import Quote, Speaker
from corpus import Article, Layout, Span

SURE = 0.8  # from here on "says" without "probably"
_SPOKEN = {
    "direct": "Said by",
    "mixed": "Partly in the words of",
    "indirect": "Reported from",
}


def verdict_of(quotes: Sequence[Quote], confidence: float) -> str:
    """Return the line above the quotes of an answered question."""
    n_articles = len({quote.article.id for quote in quotes})
    subject, verb = ("The article", "says") if n_articles == 1 else ("The articles", "say")
    return f"{subject} {verb}:" if confidence >= SURE else f"{subject} probably {verb}:"


def speaker_line(speaker: Speaker) -> str:
    """Return who says the quoted words, as printed beside them, with the fullest naming."""
    named = f" ({speaker.name})" if speaker.name and speaker.name != speaker.text else ""
    return f"{_SPOKEN[speaker.kind]}: {speaker.text}{named}"


def doubt_of(layout: Layout, span: Span) -> str:
    """Return how many sentences of a stretch of text may not be as printed; "" if none."""
    n = sum(span.overlaps(doubt) for doubt in layout.doubtful)
    return f"{n} sentence{'s' * (n != 1)} here may not be as printed, so never quoted" if n else ""


def source_parts(article: Article) -> list[str]:
    """Return title, publisher, authors and date, those that are known."""
    parts = [article.title, article.publisher, ", ".join(article.authors), article.day]
    return [part for part in parts if part]
