"""Measures the network alone on problems that it was not trained on: right sentence first, silence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus import Span
from index.blocks import Block, cut_blocks
from index.training.problems import Problem


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader thinks of one problem: its best sentence with its logit, and the short answer in it."""

    problem: Problem
    best: Span
    logit: float
    answer: Span | None

    @property
    def right(self) -> bool:
        return self.best in self.problem.right


Scores = npt.NDArray[np.float64]
Read = Callable[[Problem, Block], Sequence[tuple[Span, float, Span | None]]]


def judge(problems: Iterable[Problem], read: Read) -> list[Judged]:
    """Let ``read`` (problem and block to sentences, logits, answers) judge all blocks of each."""
    judged = []
    for problem in problems:
        found = [r for block in cut_blocks(problem.text.sentences) for r in read(problem, block)]
        best, logit, answer = max(found, key=lambda r: r[1])
        judged.append(Judged(problem, best, logit, answer))
    return judged


def table(judged: Sequence[Judged]) -> dict[str, float]:
    """Return the figures of one set.

    Right first among the answerable, and the separation of answerable and other questions by the best logit.
    """
    high = np.array([one.logit for one in judged if one.problem.right])
    low = np.array([one.logit for one in judged if not one.problem.right])
    right = [one.right for one in judged if one.problem.right]
    figures = {"n": float(len(judged)), "right first": float(np.mean(right))}
    return {**figures, **separation(high, low)} if len(low) else figures


def separation(high: Scores, low: Scores) -> dict[str, float]:
    """Tell how well scores part answerable questions (``high``) from others (``low``).

    AUROC, and where the shares refused and falsely answered are most alike: both, and the threshold.
    """
    cuts = np.unique(np.concatenate([high, low]))
    cut = min(cuts, key=lambda c: abs(np.mean(high < c) - np.mean(low >= c)))
    return {
        "AUROC": auroc(high, low),
        "refused": float(np.mean(high < cut)),
        "falsely answered": float(np.mean(low >= cut)),
        "at": float(cut),
    }


def auroc(high: Scores, low: Scores) -> float:
    """Return the probability that one of ``high`` exceeds one of ``low``, ties counted half."""
    low = np.sort(low)
    ranks = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(np.mean(ranks) / 2 / len(low))
