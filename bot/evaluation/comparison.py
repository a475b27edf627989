"""Compares two runs over the same questions: what moved, by how much, and which questions flipped.

Only questions that both runs have, by id, take part. Every draw takes the same questions from both runs
(the paired bootstrap: Koehn, Statistical significance tests for machine translation evaluation, 2004), so
that what makes a question hard for both drops out of the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.evaluation.bootstrap import Numbers, Statistic, interval, resample, value_of
from bot.evaluation.measures import LOWER_IS_BETTER, statistics_of
from bot.evaluation.results import QuestionResult


@dataclass(frozen=True, slots=True)
class Difference:
    """How one measure moved from the old run to the new, over the questions of both.

    Attributes:
        name: The measure's name, as in ``Figure``.
        old: Its value in the old run.
        new: Its value in the new run.
        difference: ``new - old``.
        low: Where the 95 % interval of the difference begins.
        high: Where it ends.
        n: How many questions count, in the run where fewer do.
        significant: Whether the interval leaves out 0. Of twenty measures that did not really move, one
            is expected to look as if it had.
    """

    name: str
    old: float
    new: float
    difference: float
    low: float
    high: float
    n: int
    significant: bool

    @property
    def is_worse(self) -> bool:
        """Whether it moved significantly, and in the direction that nobody wants."""
        return self.significant and (self.difference > 0) == (self.name in LOWER_IS_BETTER)


class Outcome(StrEnum):
    """What became of a question, in a word for a table."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    ANSWERED_WRONGLY = "answered wrongly"
    RIGHTLY_REFUSED = "rightly refused"


@dataclass(frozen=True, slots=True)
class Flip:
    """A question whose outcome is not the same in both runs."""

    id: str
    before: Outcome
    after: Outcome


def compare(
    old: Sequence[QuestionResult], new: Sequence[QuestionResult], *, seed: int = 0
) -> list[Difference]:
    """Compare every measure that has an interval, in the order of ``measure``, over all questions.

    A measure that is n/a in either run is left out. The same runs and seed give the same bits, in
    whatever order the results come.
    """
    before, after = _shared(old, new)
    pairs = zip(statistics_of(before), statistics_of(after), strict=True)
    defined = [(was, now) for was, now in pairs if was.n and now.n]
    moved = resample([now for _, now in defined], len(after), seed)
    moved -= resample([was for was, _ in defined], len(before), seed)
    n = len(after)
    return [_difference(was, now, n, row) for (was, now), row in zip(defined, moved, strict=True)]


def flipped(old: Sequence[QuestionResult], new: Sequence[QuestionResult]) -> list[Flip]:
    """Return the questions of both runs whose outcome changed, by id."""
    outcomes = (
        (was.id, outcome_of(was), outcome_of(now)) for was, now in zip(*_shared(old, new), strict=True)
    )
    return [Flip(id_, before, after) for id_, before, after in outcomes if before != after]


def outcome_of(result: QuestionResult) -> Outcome:
    """Say what became of a question: an answer is right when its first quote holds the gold."""
    if not result.answerable:
        return Outcome.ANSWERED_WRONGLY if result.answered else Outcome.RIGHTLY_REFUSED
    if not result.answered:
        return Outcome.REFUSED
    return Outcome.RIGHT if result.right_first else Outcome.WRONG


def _shared(
    old: Sequence[QuestionResult], new: Sequence[QuestionResult]
) -> tuple[list[QuestionResult], list[QuestionResult]]:
    before, after = {r.id: r for r in old}, {r.id: r for r in new}
    ids = sorted(before.keys() & after.keys())
    return [before[id_] for id_ in ids], [after[id_] for id_ in ids]


def _difference(was: Statistic, now: Statistic, n_questions: int, moved: Numbers) -> Difference:
    old, new = value_of(was, n_questions), value_of(now, n_questions)
    low, high = interval(moved)
    n = min(was.n, now.n)
    return Difference(now.name, old, new, new - old, low, high, n, significant=low > 0 or high < 0)
