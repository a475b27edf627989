"""Judges the sentences of retrieved passages: does this one answer the question, and where?

The seam is ``Reader``; ``index.neural_reader`` and ``index.term_reader`` are behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import Span


@dataclass(frozen=True, slots=True)
class Context:
    """A retrieved passage as a reader sees it.

    ``text`` is the article's canonical text, ``sentences`` are the passage's, in order, as spans
    into it, ``body`` those of the whole article. ``similarity`` is the cosine of question and passage, in
    [-1, 1].
    """

    text: str
    title: str
    sentences: tuple[Span, ...]
    similarity: float
    body: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A judged sentence: the probability, 0 to 1, that it answers, and the short answer inside it."""

    span: Span
    probability: float
    answer: Span | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on the ones before it, as ``asked``; ``before`` are these, the latest first."""

    asked: str
    before: str


class Reader(Protocol):
    """Judges sentences in their passages."""

    def read(
        self,
        question: str,
        contexts: Sequence[Context],
        weights: Mapping[str, float],
        follow_up: FollowUp | None = None,
        *,
        thorough: bool = False,
    ) -> list[list[Reading]]:
        """Return one reading per sentence of each context, in their order.

        ``contexts`` come best first. ``weights`` has an inverse document frequency, greater than 0, for each
        of the question's terms. A question that leans on others comes completed, and as it was asked in
        ``follow_up``. A reader may leave contexts unread once it is sure that no sentence answers or, unless
        it is to be ``thorough``, that one does.
        """
