"""What is kept of an earlier question: the question made whole, and what answered it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.choice import Candidate, nearest
from bot.quotes import Quote
from corpus import Span

_MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Said:
    """The quote that answered: its text, and the speaker's name where it is somebody's words."""

    text: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that may be the answer, and the probability, 0 to 1, that it is."""

    article_id: str
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, completed.

    Attributes:
        question: As it can be understood alone.
        said: The best quote; None if the question was not answered, or not asked again.
        places: The likeliest sentences, likeliest first, shown or not.
    """

    question: str
    said: Said | None = None
    places: tuple[Place, ...] = ()


def make_turn(question: str, quotes: Sequence[Quote], candidates: Sequence[Candidate]) -> Turn:
    """Make the turn of a completed question from its quotes and all the sentences that were judged."""
    places = (Place(c.stored.article.id, c.span, c.probability) for c in nearest(candidates, _MOST_PLACES))
    return Turn(question, _said(quotes[0]) if quotes else None, tuple(places))


def _said(quote: Quote) -> Said:
    speaker = (quote.speaker.name or quote.speaker.text) if quote.speaker else None
    return Said(quote.text, speaker)
