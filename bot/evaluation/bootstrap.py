"""Says how far a figure could have moved with other questions: the percentile bootstrap.

Questions are drawn with replacement, as many as there are, 1,000 times, and every statistic is taken of
every draw; its interval runs from the 2.5th to the 97.5th percentile (Efron, Tibshirani: An Introduction
to the Bootstrap, 1993, chapter 13). A draw is held as weights, how often each question came up, so that
all statistics share it and none copies a question.

Two limits to know when reading an interval: values that are all alike give one without width, however
few they are; and a statistic that is biased upwards in small samples (ECE) can have its own value below
the interval.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

N_RESAMPLES = 1000
_BATCH = 50  # draws held at once: 4 MB for 10,000 questions
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number that can be taken of a set of questions, and of any draw from it.

    Attributes:
        name: The measure's name, with its cutoff or unit.
        n: How many of the questions it counts; 0 where it is undefined, and ``at`` is not called then.
        at: Weights, (draws, questions) float64, to values, (draws,) float64; NaN for a draw that leaves
            it undefined.
    """

    name: str
    n: int
    at: Callable[[Numbers], Numbers]


def value_of(statistic: Statistic, n_questions: int) -> float:
    """Return a defined statistic of the questions as they are, each once."""
    return float(statistic.at(np.ones((1, n_questions)))[0])


def resample(statistics: Sequence[Statistic], n_questions: int, seed: int) -> Numbers:
    """Return each statistic of the same 1,000 draws, (statistics, 1000) float64.

    The same seed and number of questions give the same draws, so that two runs over the same questions
    can be compared draw by draw.
    """
    values = np.empty((len(statistics), N_RESAMPLES))
    for batch, weights in enumerate(_draws(n_questions, seed)):
        for row, statistic in enumerate(statistics):
            values[row, batch * _BATCH : (batch + 1) * _BATCH] = statistic.at(weights)
    return values


def interval(values: Numbers) -> tuple[float, float]:
    """Return the 95 % interval of the draws, (1000,), leaving out those that are undefined."""
    low, high = np.nanpercentile(values, _PERCENTILES)
    return float(low), float(high)


def total(weights: Numbers, column: Numbers) -> Numbers:
    """Return the weighted sum of a column, (questions,), in every draw.

    Not a matrix product: the order in which BLAS adds depends on its threads, and so would the last bit.
    """
    sums: Numbers = np.einsum("dq,q->d", weights, column)
    return sums


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return ``part / whole``, NaN where the whole is 0."""
    quotients = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=quotients, where=whole != 0)
    return quotients


def _draws(n_questions: int, seed: int) -> Iterator[Numbers]:
    generator = np.random.default_rng(seed)
    offsets = n_questions * np.arange(_BATCH)[:, np.newaxis]
    for _ in range(N_RESAMPLES // _BATCH):
        drawn = generator.integers(n_questions, size=(_BATCH, n_questions)) + offsets
        counts = np.bincount(drawn.ravel(), minlength=_BATCH * n_questions)
        yield counts.reshape(_BATCH, n_questions).astype(np.float64)
