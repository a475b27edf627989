"""Fits what makes one probability of the network's judgement and of the evidence (``index.neural_reader``).

The questions are ones that the network was not trained on, asked the way that the product asks them: of an
index, put to their article alone and to all articles. Only the order in which blocks are read is not the
product's, which needs the fusion: it is that of their passages. Coverage by the question's words is left
out of the confidence although it would help on our own sets: in invented news the unanswerable questions
are those that repeat the article's words, which real people's need not be.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus import Span
from index.evidence import gather_evidence
from index.lexical import inverse_frequencies
from index.library import Library, Snapshot
from index.network import Network
from index.neural_reader import (
    MAX_BLOCKS,
    Features,
    Fusion,
    blocks_of,
    gather_features,
    read_blocks,
    traits_of,
)
from index.reader import FollowUp
from index.retriever import context_of, retrieve
from index.rows import keys_of_articles
from index.terms import terms
from index.training.measuring import separation

_PASSAGES = 20  # as the engine retrieves
_STRENGTH = 1.0  # C of the logistic regressions
_WITH_GAPS = 3  # logit, similarity and coverage, the first features


@dataclass(frozen=True, slots=True)
class Case:
    """A question as asked: the features of its sentences and which of them answer it."""

    features: tuple[Features, ...]
    right: tuple[bool, ...]
    answerable: bool


def gather_cases(index: Path, questions: Path, network: Network, *, within_article: bool) -> list[Case]:
    """Ask the questions of a set of the index that holds its articles."""
    with Library(index / "index").snapshot() as snapshot, questions.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
        return [_case(snapshot, row, network, within_article) for row in rows if not row.get("history")]


def _case(snapshot: Snapshot, row: dict[str, Any], network: Network, within_article: bool) -> Case:
    question = row["question"]
    among = keys_of_articles(snapshot.connection, [row["article_id"]]) if within_article else None
    retrieved = retrieve(snapshot, question, _PASSAGES, among) if terms(question) else []
    own = {r.found.stored.article.text for r in retrieved if r.found.stored.article.id == row["article_id"]}
    contexts = [context_of(one) for one in retrieved]
    judged = read_blocks(network, FollowUp(question, ""), blocks_of(contexts)[:MAX_BLOCKS])
    weights = inverse_frequencies(snapshot.connection, terms(question))
    found = gather_features(gather_evidence(question, contexts, weights), judged)
    gold = row["evidence"] or row["answers"]
    right = tuple(text in own and any(_holds(text, span, string) for string in gold) for text, span in found)
    return Case(tuple(found.values()), right, row["answerable"])


def _holds(text: str, sentence: Span, string: str) -> bool:
    start = text.find(string)
    while start >= 0:
        if sentence.overlaps(Span(start, start + len(string))):
            return True
        start = text.find(string, start + 1)
    return False


def fit_fusion(ordering: Sequence[Case], deciding: Sequence[Case], min_answer: float) -> Fusion:
    """Fit the order of sentences to ``ordering`` cases, the confidence in the best to ``deciding`` ones."""
    fusion = Fusion(
        _fit_order([case for case in ordering if case.features]), (0.0, 0.0, 0.0), 0.0, min_answer
    )
    found = [case for case in deciding if case.features]
    best = [_best(fusion, case) for case in found]
    traits = [traits_of(case.features, place) for case, place in zip(found, best, strict=True)]
    right = [case.right[place] for case, place in zip(found, best, strict=True)]
    weights, intercept = _fit_logistic(np.array(traits), right, None)
    return replace(fusion, confidence=tuple(weights), intercept=intercept)


def _fit_order(cases: Sequence[Case]) -> tuple[float, ...]:
    """Fit a regression over all sentences, answerable and other questions weighing the same.

    It has the gaps to the best sentence of the question as features of their own, as an unanswerable question
    has low ones throughout. Within a question a gap and its feature are the same but for a constant.
    """
    rows = np.concatenate([_with_gaps(np.array(case.features)) for case in cases])
    n = sum(case.answerable for case in cases)
    share = {True: 0.5 / n, False: 0.5 / max(1, len(cases) - n)}
    weights = [share[case.answerable] * len(cases) for case in cases for _ in case.features]
    fitted, _ = _fit_logistic(rows, [right for case in cases for right in case.right], weights)
    own, gaps = fitted[: len(Features._fields)], fitted[len(Features._fields) :]
    return tuple(weight + gap for weight, gap in zip_longest(own, gaps, fillvalue=0.0))


def _with_gaps(features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    gaps = features[:, :_WITH_GAPS] - features[:, :_WITH_GAPS].max(axis=0)
    return np.concatenate([features, gaps], axis=1)


def _fit_logistic(
    rows: npt.NDArray[np.float64], right: Sequence[bool], weights: Sequence[float] | None
) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression

    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(rows / scale, right, sample_weight=weights)
    return (model.coef_[0] / scale).tolist(), float(model.intercept_[0])


def _best(fusion: Fusion, case: Case) -> int:
    scores = [fusion.score(features) for features in case.features]
    return scores.index(max(scores))


def describe_fusion(fusion: Fusion) -> dict[str, Any]:
    """Return the fields that ``reader.json`` keeps of a fusion."""
    return {
        "order": [round(weight, 4) for weight in fusion.order],
        "confidence": [round(weight, 4) for weight in fusion.confidence],
        "intercept": round(fusion.intercept, 4),
        "min_answer": fusion.min_answer,
    }


def summarise(fusion: Fusion, cases: Iterable[Case]) -> dict[str, float]:
    """Return right first, AUROC and, where refusals equal false answers, both and the threshold."""
    tops = []
    for case in cases:
        if case.features:
            place = _best(fusion, case)
            tops.append((fusion.probabilities(case.features)[place], case.right[place], case.answerable))
    high = np.array([p for p, _, answerable in tops if answerable])
    low = np.array([p for p, _, answerable in tops if not answerable])
    figures = {"n": float(len(tops)), "right first": float(np.mean([r for _, r, a in tops if a]))}
    return {**figures, **separation(high, low)} if len(low) else figures
