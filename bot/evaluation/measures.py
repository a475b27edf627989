"""Turns the results of an evaluation into figures: every measure, over all questions and by kind.

The formulas are in the module of each subject; here stands which questions each counts. All are shares or
scores from 0 to 1 unless the name gives a unit. A measure that counts no question is n/a, never 0.

==============================  =====================================  ==================================
figure                          counts                                 scores
==============================  =====================================  ==================================
retrieval Success@1/5/10        answerable, gold held by a passage     ``ranking.success``
retrieval RR@10, nDCG@10        the same                               ``ranking.reciprocal_rank, ndcg``
quote Success@1/3               answerable, refused ones by their      ``ranking.success`` of the quotes
                                nearest sentences
quote Success@… when answered   answerable and answered                the same
EM HasAns, F1 HasAns            answerable with gold short answers     ``squad``; a refusal 0
EM NoAns, F1 NoAns              unanswerable                           a refusal 1, anything else 0
EM, F1                          both of these                          the same
AUROC, AURC, ECE                all                                    ``curves``
refusal precision               refused                                unanswerable
refusal recall                  unanswerable                           refused
false answers                   unanswerable                           answered
wrong refusals                  answerable                             refused
speaker accuracy                right quote shown, gold speaker known  it names the gold speaker
altered quotes                  quotes shown, or nearest               a count: not a slice of the article
latency p50/p95/max ms          all                                    the shortest time that at least p %
                                                                       of them do not exceed
questions/s                     all                                    n / total seconds, one at a time
==============================  =====================================  ==================================

Precision and recall of refusals are the usual ones, the unanswerable questions being those to be found
(van Rijsbergen: Information Retrieval, 1979, chapter 7); false answers are 1 - recall.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np

from bot.evaluation import ranking, squad
from bot.evaluation.bootstrap import Numbers, Statistic, interval, ratio, resample, total, value_of
from bot.evaluation.curves import aurc, auroc, calibration_error
from bot.evaluation.results import QuestionResult

LOWER_IS_BETTER = frozenset(
    "false answers|wrong refusals|AURC|ECE|altered quotes|latency p50 ms|latency p95 ms|latency max ms".split(
        "|"
    )
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measure says about all questions or one kind of them.

    Attributes:
        name: The measure's name, with its cutoff or unit.
        kind: The kind of question, or "all".
        value: The figure; None (n/a) where nothing counts.
        n: How many questions count, or quotes for "altered quotes"; 0 exactly where the value is None.
        low: Where the 95 % bootstrap interval begins; None where n/a, and for a count or a maximum.
        high: Where it ends, likewise.
    """

    name: str
    kind: str
    value: float | None
    n: int
    low: float | None
    high: float | None


def measure(results: Sequence[QuestionResult], *, seed: int = 0) -> list[Figure]:
    """Measure the results over all questions, then over each kind in the order of their names.

    Every measure is listed every time, n/a or not. The same results and seed give the same bits, in
    whatever order the results come.
    """
    ordered = sorted(results, key=attrgetter("id"))
    figures = _figures("all", ordered, seed)
    for kind in sorted({r.kind for r in ordered}):
        figures += _figures(kind, [r for r in ordered if r.kind == kind], seed)
    return figures


def statistics_of(results: Sequence[QuestionResult]) -> list[Statistic]:
    """Return every measure that has an interval, ready to be taken of these results or draws of them."""
    seconds = np.array([r.seconds for r in results], dtype=np.float64)
    return [
        *(_mean(row, results) for row in _MEANS),
        auroc(results),
        aurc(results),
        calibration_error(results),
        Statistic("latency p50 ms", len(results), partial(_percentile, seconds * 1000, 50)),
        Statistic("latency p95 ms", len(results), partial(_percentile, seconds * 1000, 95)),
        Statistic("questions/s", len(results) if seconds.any() else 0, partial(_rate, seconds)),
    ]


def _figures(kind: str, results: Sequence[QuestionResult], seed: int) -> list[Figure]:
    statistics = statistics_of(results)
    defined = [s for s in statistics if s.n]
    draws = iter(resample(defined, len(results), seed))
    figures = [
        Figure(s.name, kind, value_of(s, len(results)), s.n, *interval(next(draws)))
        if s.n
        else Figure(s.name, kind, None, 0, None, None)
        for s in statistics
    ]
    return figures + _extremes(kind, results)


def _extremes(kind: str, results: Sequence[QuestionResult]) -> list[Figure]:
    """Return the two figures that no draw of the same questions can exceed: a count and a maximum."""
    altered = sum(r.altered_quotes for r in results)
    # An altered quote that was withheld may be missing among those shown: it must be counted all the same.
    checked = sum(max(r.n_quotes, r.altered_quotes) for r in results)
    slowest = max((r.seconds * 1000 for r in results), default=None)
    return [
        Figure("latency max ms", kind, slowest, len(results), None, None),
        Figure("altered quotes", kind, float(altered) if checked else None, checked, None, None),
    ]


def _percentile(values: Numbers, percent: int, weights: Numbers) -> Numbers:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1)
    # Whole numbers on both sides, so that the rank does not hang on a rounded 0.95 n.
    before = reached * 100 < reached[:, -1:] * percent
    found: Numbers = values[order][before.sum(axis=1)]
    return found


def _rate(seconds: Numbers, weights: Numbers) -> Numbers:
    return ratio(weights.sum(axis=1), total(weights, seconds))


@dataclass(frozen=True, slots=True)
class _Mean:
    name: str
    counts: Callable[[QuestionResult], bool]
    score: Callable[[QuestionResult], float]


def _mean(row: _Mean, results: Sequence[QuestionResult]) -> Statistic:
    counted = np.array([row.counts(r) for r in results], dtype=np.float64)
    scores = np.array([row.score(r) if row.counts(r) else 0.0 for r in results], dtype=np.float64)
    n = int(counted.sum())
    return Statistic(row.name, n, lambda weights: ratio(total(weights, scores), total(weights, counted)))


def _is_answerable(result: QuestionResult) -> bool:
    return result.answerable


def _is_unanswerable(result: QuestionResult) -> bool:
    return not result.answerable


def _is_answered(result: QuestionResult) -> bool:
    return result.answered


def _is_refused(result: QuestionResult) -> bool:
    return not result.answered


def _is_in_scope(result: QuestionResult) -> bool:
    return result.answerable and result.n_relevant > 0


def _is_answered_rightly(result: QuestionResult) -> bool:
    return result.answerable and result.answered


def _has_answer(result: QuestionResult) -> bool:
    return result.answerable and bool(squad.scorable(result.answers))


def _is_scorable(result: QuestionResult) -> bool:
    return _is_unanswerable(result) or _has_answer(result)


def _names_speaker(result: QuestionResult) -> bool:
    return result.speaker_right is not None


def _exact_match(result: QuestionResult) -> float:
    if not result.answered:
        return float(not result.answerable)
    return squad.exact_match(result.prediction, result.answers) if result.answerable else 0.0


def _token_f1(result: QuestionResult) -> float:
    if not result.answered:
        return float(not result.answerable)
    return squad.token_f1(result.prediction, result.answers) if result.answerable else 0.0


_MEANS = (
    _Mean("retrieval Success@1", _is_in_scope, lambda r: ranking.success(r.relevant_ranks, 1)),
    _Mean("retrieval Success@5", _is_in_scope, lambda r: ranking.success(r.relevant_ranks, 5)),
    _Mean("retrieval Success@10", _is_in_scope, lambda r: ranking.success(r.relevant_ranks, 10)),
    _Mean("retrieval RR@10", _is_in_scope, lambda r: ranking.reciprocal_rank(r.relevant_ranks, 10)),
    _Mean("retrieval nDCG@10", _is_in_scope, lambda r: ranking.ndcg(r.relevant_ranks, r.n_relevant, 10)),
    _Mean("quote Success@1", _is_answerable, lambda r: ranking.success(r.right_quotes, 1)),
    _Mean("quote Success@3", _is_answerable, lambda r: ranking.success(r.right_quotes, 3)),
    _Mean(
        "quote Success@1 when answered", _is_answered_rightly, lambda r: ranking.success(r.right_quotes, 1)
    ),
    _Mean(
        "quote Success@3 when answered", _is_answered_rightly, lambda r: ranking.success(r.right_quotes, 3)
    ),
    _Mean("EM", _is_scorable, _exact_match),
    _Mean("EM HasAns", _has_answer, _exact_match),
    _Mean("EM NoAns", _is_unanswerable, _exact_match),
    _Mean("F1", _is_scorable, _token_f1),
    _Mean("F1 HasAns", _has_answer, _token_f1),
    _Mean("F1 NoAns", _is_unanswerable, _token_f1),
    _Mean("refusal precision", _is_refused, _is_unanswerable),
    _Mean("refusal recall", _is_unanswerable, _is_refused),
    _Mean("false answers", _is_unanswerable, _is_answered),
    _Mean("wrong refusals", _is_answerable, _is_refused),
    _Mean("speaker accuracy", _names_speaker, lambda r: float(bool(r.speaker_right))),
)
