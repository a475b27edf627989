"""Chooses which of the judged sentences are shown: one to three, neighbours merged."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus import Span
from index import StoredArticle

_WORTH_ADDING = 0.5  # of the best one's probability: a further quote must be worth the reading
_MAX_SENTENCES = 3  # in one merged quote


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, or merged neighbours, with the probability that it answers."""

    stored: StoredArticle
    span: Span
    probability: float
    answer: Span | None

    def order(self) -> tuple[float, str, int]:
        """Sort key: likeliest first, ties by article and place."""
        return (-self.probability, self.stored.article.id, self.span.start)

    def shifted(self, log_odds: float) -> "Candidate":
        """Return the same with log-odds that are higher by ``log_odds``."""
        return replace(self, probability=shift(self.probability, log_odds))


def shift(probability: float, log_odds: float) -> float:
    """Return the probability whose log-odds are higher by ``log_odds``; 0 and 1 stay what they are.

    Example:
        >>> round(shift(0.5, math.log(3)), 6)
        0.75
    """
    for_it = probability * math.exp(log_odds)
    return for_it / (for_it + (1 - probability))


def choose(
    candidates: Sequence[Candidate], minimum: float, n: int, wanted: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Choose up to ``n`` quotes of at least the ``minimum`` probability, best first.

    ``candidates`` come best first, the same sentence possibly more than once. A sentence next to a
    chosen one in its paragraph is merged into it; a further one must be at least half as likely as
    the best. Those ``wanted`` are the best for each of several things that were asked; they come right after
    the best of all.
    """
    if not candidates or candidates[0].probability < minimum:
        return []
    floor = max(minimum, _WORTH_ADDING * candidates[0].probability)
    likely = [candidate for candidate in candidates if candidate.probability >= floor]
    chosen: list[Candidate] = []
    for candidate in (likely[0], *(one for one in wanted if one.probability >= minimum), *likely[1:]):
        _take(chosen, candidate, n)
    return chosen


def nearest(candidates: Sequence[Candidate], n: int) -> list[Candidate]:
    """Return the ``n`` likeliest sentences, each once, whatever their probability."""
    distinct = {(c.stored.article.id, c.span): c for c in reversed(candidates)}
    return sorted(distinct.values(), key=Candidate.order)[:n]


def _take(chosen: list[Candidate], candidate: Candidate, n: int) -> None:
    for place, other in enumerate(chosen):
        if other.stored.number != candidate.stored.number:
            continue
        if other.span.covers(candidate.span):
            return
        if merged := _merged(other, candidate.span):
            chosen[place] = merged
            return
    if len(chosen) < n:
        chosen.append(candidate)


def _merged(chosen: Candidate, span: Span) -> Candidate | None:
    """Return ``chosen`` with the neighbouring sentence added, or None if it is no neighbour."""
    both = Span(min(chosen.span.start, span.start), max(chosen.span.end, span.end))
    layout = chosen.stored.layout
    if any(both.overlaps(doubt) for doubt in layout.doubtful):
        return None
    inside = [s for s in layout.sentences if both.covers(s.span)]
    if not inside or inside[0].span.start != both.start:  # the one chosen stands in the masthead
        return None
    joined = len({s.paragraph for s in inside}) == 1 and len(inside) <= _MAX_SENTENCES
    known = sum(chosen.span.covers(s.span) or span.covers(s.span) for s in inside)
    return replace(chosen, span=both) if joined and known == len(inside) else None
