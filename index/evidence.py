"""Gathers what speaks for a sentence or against it without a model: shared terms, names, likeness."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus import Span
from index.answers import Kind, find_answers, kind_of
from index.reader import Context
from index.terms import terms

Place = tuple[str, Span]  # article text and sentence: what makes two contexts' sentences the same


class Evidence(NamedTuple):
    """What speaks for a sentence or against it; a gap is the distance to the best sentence, 0 or less.

    Coverage is the share of the question's terms that are held, each counted by its weight.
    """

    similarity: float  # cosine of the question and the likest passage that holds the sentence
    similarity_gap: float
    coverage: float  # by the sentence
    coverage_gap: float
    passage_coverage_gap: float  # of the best passage that holds the sentence, with its title
    names_missing: float  # share of the question's capitalised terms that no such passage has
    numbers_missing: float
    fit: float  # 1 if it holds something of the kind asked for, -1 if not, 0 if no kind is asked for
    crowd: float  # natural logarithm of the number of sentences judged


def gather_evidence(
    question: str, contexts: Sequence[Context], weights: Mapping[str, float]
) -> dict[Place, Evidence]:
    """Return the evidence for each distinct sentence of ``contexts``.

    A sentence that several contexts hold is judged by the best of them, in each respect.
    """
    asked = _ask(question, weights)
    holders: dict[Place, list[_Surroundings]] = defaultdict(list)
    for context in contexts:
        surroundings = _survey(asked, context)
        for span in context.sentences:
            holders[context.text, span].append(surroundings)
    return _compare({place: _weigh(asked, place, held) for place, held in holders.items()})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart. ``shares`` are its terms' weights, together 1."""

    question: str
    kind: Kind
    shares: dict[str, float]
    names: frozenset[str]
    numbers: frozenset[str]


class _Surroundings(NamedTuple):
    """What one passage says for each of its sentences, higher is better."""

    similarity: float
    coverage: float
    names: float
    numbers: float


def _ask(question: str, weights: Mapping[str, float]) -> _Asked:
    asked = {term: weights[term] for term in terms(question)}
    total = sum(asked.values())
    later_words = question.split()[1:]  # the first has a capital anyway
    capitalised = " ".join(word for word in later_words if word.lstrip("“‘\"'(")[:1].isupper())
    return _Asked(
        question,
        kind_of(question),
        {term: weight / total for term, weight in asked.items()},
        frozenset(terms(capitalised)),
        frozenset(term for term in asked if term[0].isdecimal()),
    )


def _survey(asked: _Asked, context: Context) -> _Surroundings:
    near = set(_cached_terms(context.title))
    near.update(*(_cached_terms(span.slice(context.text)) for span in context.sentences))
    return _Surroundings(
        context.similarity,
        _covered(asked, near),
        _share(asked.names, near),
        _share(asked.numbers, near),
    )


def _covered(asked: _Asked, held: set[str]) -> float:
    return math.fsum(share for term, share in asked.shares.items() if term in held)


def _share(wanted: frozenset[str], near: set[str]) -> float:
    return len(wanted & near) / len(wanted) if wanted else 1.0


def _weigh(asked: _Asked, place: Place, held: Sequence[_Surroundings]) -> Evidence:
    """Return the evidence for one sentence by itself, with heights in the place of its gaps."""
    text, span = place
    best = _Surroundings(*map(max, zip(*held, strict=True)))
    coverage = _covered(asked, set(_cached_terms(span.slice(text))))
    return Evidence(
        similarity=best.similarity,
        similarity_gap=best.similarity,
        coverage=coverage,
        coverage_gap=coverage,
        passage_coverage_gap=best.coverage,
        names_missing=1 - best.names,
        numbers_missing=1 - best.numbers,
        fit=_fit(asked, text, span),
        crowd=0.0,
    )


def _fit(asked: _Asked, text: str, span: Span) -> float:
    if asked.kind is Kind.OTHER:
        return 0.0
    return 1.0 if find_answers(asked.kind, asked.question, text, span) else -1.0


def _compare(found: dict[Place, Evidence]) -> dict[Place, Evidence]:
    """Turn the heights into gaps to the highest."""
    if not found:
        return {}
    highest = Evidence(*map(max, zip(*found.values(), strict=True)))
    crowd = math.log(len(found))
    return {
        place: evidence._replace(
            similarity_gap=evidence.similarity_gap - highest.similarity_gap,
            coverage_gap=evidence.coverage_gap - highest.coverage_gap,
            passage_coverage_gap=evidence.passage_coverage_gap - highest.passage_coverage_gap,
            crowd=crowd,
        )
        for place, evidence in found.items()
    }


@lru_cache(maxsize=20_000)
def _cached_terms(text: str) -> tuple[str, ...]:
    """Return the terms of a sentence or title; the next passage or question asks for them again."""
    return tuple(terms(text))
