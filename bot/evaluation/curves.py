"""Measures the confidence by its curves: ROC, risk–coverage, reliability.

*Right* means answerable with the gold in the first quote (or the first of the nearest), whether or not
the threshold let it be answered: these measures judge the confidence and leave the threshold out.
Questions of equal confidence are always taken together, so their order never matters.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.bootstrap import Numbers, Statistic, ratio, total
from bot.evaluation.results import QuestionResult

_BINS = 10


def auroc(results: Sequence[QuestionResult]) -> Statistic:
    """Measure how well the confidence tells answerable from unanswerable questions.

    AUROC = P(confidence of an answerable > that of an unanswerable question) + ½ P(equal) (Hanley,
    McNeil: The meaning and use of the area under a ROC curve, 1982). 0.5 is chance. Undefined unless
    there are both sorts. scikit-learn's ``roc_auc_score`` gives the same; it takes one draw at a time,
    which makes 1,000 draws of 10,000 questions ten times slower.
    """
    answerable = _column([r.answerable for r in results])
    ties = _Ties(_column([r.confidence for r in results]))

    def at(weights: Numbers) -> Numbers:
        positive, negative = ties.sums(weights, answerable), ties.sums(weights, 1 - answerable)
        below = np.cumsum(negative, axis=1) - negative
        won = np.sum(positive * (below + negative / 2), axis=1)
        return ratio(won, positive.sum(axis=1) * negative.sum(axis=1))

    return Statistic("AUROC", len(results) if len({r.answerable for r in results}) == 2 else 0, at)


def aurc(results: Sequence[QuestionResult]) -> Statistic:
    """Measure the area under the risk–coverage curve: lower is better.

    AURC = mean over the questions of the risk at that question's confidence: the share not right among
    all that are at least as confident (Geifman, Uziel, El-Yaniv: Bias-reduced uncertainty estimation for
    deep neural classifiers, ICLR 2019). Equal confidence throughout gives the plain share not right; only
    with every question right is it 0. Undefined for no questions.
    """
    ties = _Ties(-_column([r.confidence for r in results]))
    wrong = _column([not _is_right(r) for r in results])

    def at(weights: Numbers) -> Numbers:
        sizes = ties.sums(weights, np.ones(len(results)))
        covered = np.cumsum(sizes, axis=1)
        risk = ratio(np.cumsum(ties.sums(weights, wrong), axis=1), covered)
        # A group that was not drawn has no size; the risk before the first that was is undefined.
        area: Numbers = np.nansum(sizes * risk, axis=1) / covered[:, -1]
        return area

    return Statistic("AURC", len(results), at)


def calibration_error(results: Sequence[QuestionResult]) -> Statistic:
    """Measure how far the confidence is from the share right, in 10 bins: lower is better.

    ECE = sum over the bins of (share of the questions in it) x |mean confidence - share right| (Guo,
    Pleiss, Sun, Weinberger: On calibration of modern neural networks, ICML 2017). A bin holds its lower
    edge; 1 is in the last. Empty bins add nothing. Undefined for no questions.
    """
    confidences = _column([r.confidence for r in results])
    gap = confidences - _column([_is_right(r) for r in results])
    members = [np.flatnonzero(_bins(confidences, _BINS) == number) for number in range(_BINS)]

    def at(weights: Numbers) -> Numbers:
        gaps = [np.abs(total(weights[:, inside], gap[inside])) for inside in members]
        error: Numbers = np.sum(gaps, axis=0) / weights.sum(axis=1)
        return error

    return Statistic("ECE", len(results), at)


def risk_coverage(results: Sequence[QuestionResult]) -> list[tuple[float, float]]:
    """Return (coverage, risk) for every threshold, from the most confident questions to all.

    Coverage is the share of the questions at least as confident, risk the share of those that are not
    right; one point for each distinct confidence, so none for no questions.
    """
    ties = _Ties(-_column([r.confidence for r in results]))
    once = np.ones((1, len(results)))
    covered = np.cumsum(ties.sums(once, once[0]))
    wrong = np.cumsum(ties.sums(once, _column([not _is_right(r) for r in results])))
    return [
        (float(n / len(results)), float(mistakes / n)) for n, mistakes in zip(covered, wrong, strict=True)
    ]


def reliability(results: Sequence[QuestionResult], bins: int = _BINS) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, number of questions) of each bin of equal width.

    The bins are those of ``calibration_error``; one without questions is left out.
    """
    confidences = _column([r.confidence for r in results])
    right = _column([_is_right(r) for r in results])
    numbers = _bins(confidences, bins)
    return [
        (float(confidences[inside].mean()), float(right[inside].mean()), int(inside.sum()))
        for inside in (numbers == number for number in np.unique(numbers))
    ]


class _Ties:
    """The questions ordered by a column, ascending, those with equal values as one group."""

    def __init__(self, column: Numbers) -> None:
        self._order = np.argsort(column, kind="stable")
        self._starts = np.flatnonzero(np.diff(column[self._order], prepend=-np.inf))

    def sums(self, weights: Numbers, column: Numbers) -> Numbers:
        """Return the weighted sum of a column in every group, (draws, groups)."""
        return np.add.reduceat((weights * column)[:, self._order], self._starts, axis=1)


def _bins(confidences: Numbers, bins: int) -> NDArray[np.int64]:
    return np.minimum((confidences * bins).astype(np.int64), bins - 1)


def _column(values: Sequence[float]) -> Numbers:
    return np.array(values, dtype=np.float64)


def _is_right(result: QuestionResult) -> bool:
    return result.answerable and result.right_first
