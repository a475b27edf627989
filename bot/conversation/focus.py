"""Prefers the sentences of the article that lie near the answer before, for a question that leans back.

A conversation moves on in the text. How much that says is a ratio of likelihoods for each step from the
sentence answered with before: how much more often the answer to a follow-up stands there than any one
sentence of the article would have it by chance. It is worth as much as the answer before is probable.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from bot.choice import Candidate
from bot.conversation.turns import Place
from corpus import Sentence, Span
from index import Retrieved, Snapshot, keys_of_articles, retrieve


class Step(StrEnum):
    """How far a sentence lies from the answer before, in sentences."""

    SAME = "same"
    NEXT = "next"
    SOON = "2 or 3 on"
    BEFORE = "1 to 3 back"
    FARTHER = "farther"
    ELSEWHERE = "other article"


# Log-odds, ln((ratio + 1) / 2), with the ratios 6.38, 9.90, 3.06, 0.84 and 0.26 that
# `python tests/benchmarks/fit_focus.py` counts on 417 follow-ups in our conversations about invented news.
# Only half of all follow-ups are taken to move as they do there, the other half to land anywhere in the
# article: the conversations are one author's. With the whole ratios, on conversations kept out, one sentence
# more in a hundred was right first, and 11 more of a hundred unanswerable follow-ups were answered. That one
# follow-up in ten leaves the article (ratio 0.1) is an assumption.
BONUS = {
    Step.SAME: 1.31,
    Step.NEXT: 1.70,
    Step.SOON: 0.71,
    Step.BEFORE: -0.08,
    Step.FARTHER: -0.46,
    Step.ELSEWHERE: -2.30,
}
_SOON = 3


def step_between(first: int, last: int, there: int) -> Step:
    """Return the step from the answer, sentences ``first`` to ``last``, to the sentence ``there``."""
    if first <= there <= last:
        return Step.SAME
    if there == last + 1:
        return Step.NEXT
    if last < there <= last + _SOON:
        return Step.SOON
    return Step.BEFORE if first - _SOON <= there < first else Step.FARTHER


def add_focus(
    snapshot: Snapshot, question: str, article_id: str, retrieved: Sequence[Retrieved]
) -> list[Retrieved]:
    """Return as many passages as ``retrieved``, first up to half of them the best of one article.

    They come first since a reader may not get through all; the last of the others give way.
    """
    keys = keys_of_articles(snapshot.connection, [article_id])
    wanted = retrieve(snapshot, question, len(retrieved) // 2, keys)
    known = {one.found.key for one in wanted}
    others = [one for one in retrieved if one.found.key not in known]
    kept = [*wanted, *others][: len(retrieved)]
    return [replace(one, rank=rank) for rank, one in enumerate(kept, 1)]


def prefer_near(candidates: Sequence[Candidate], places: Sequence[Place]) -> list[Candidate]:
    """Return ``candidates`` with their probabilities as seen from the places of the answer before."""
    return [one.shifted(_log_odds(one, places)) for one in candidates]


def _log_odds(candidate: Candidate, places: Sequence[Place]) -> float:
    """Return the bonus of a candidate: its ratio, averaged over where the answer before may be.

    What is left of the probability is that of none of the places, which tells nothing: ratio 1.
    """
    total = max(1.0, math.fsum(place.probability for place in places))
    gains = (place.probability * (math.exp(BONUS[_step_to(candidate, place)]) - 1) for place in places)
    return math.log1p(math.fsum(gains) / total)


def _step_to(candidate: Candidate, place: Place) -> Step:
    if candidate.stored.article.id != place.article_id:
        return Step.ELSEWHERE
    sentences = candidate.stored.layout.sentences
    answered = _touched(sentences, place.span)
    here = _touched(sentences, candidate.span)
    if not answered or not here:
        return Step.FARTHER
    return step_between(answered[0], answered[-1], here[0])


def _touched(sentences: Sequence[Sentence], span: Span) -> list[int]:
    return [number for number, sentence in enumerate(sentences) if sentence.span.overlaps(span)]
