"""Scores one ranking from the ranks, counted from 1, at which the relevant entries stand.

Relevance is binary and the ranks are ascending. Definitions are those of trec_eval and ir_measures
(https://ir-measur.es), with the cutoff in the name. Nothing relevant in the top k scores 0.
"""

from collections.abc import Sequence
from math import log2


def success(ranks: Sequence[int], k: int) -> float:
    """Return 1 if any relevant entry is in the top k, else 0 (Success@k, not the share found: R@k)."""
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int], k: int) -> float:
    """Return 1 / the rank of the first relevant entry in the top k (RR@k; Voorhees, TREC-8, 1999)."""
    return max((1 / rank for rank in ranks if rank <= k), default=0.0)


def ndcg(ranks: Sequence[int], n_relevant: int, k: int) -> float:
    """Return the discounted gain of the top k as a share of the best that was possible (nDCG@k).

    DCG@k = sum of 1 / log2(rank + 1) over the relevant entries in the top k; the ideal has
    min(``n_relevant``, k) of them at the top (Järvelin, Kekäläinen: Cumulated gain-based evaluation of
    IR techniques, 2002). Where nothing is relevant it is 0; such a question should not be counted.
    """
    ideal = _gain(range(1, min(n_relevant, k) + 1))
    return _gain([rank for rank in ranks if rank <= k]) / ideal if ideal else 0.0


def _gain(ranks: Sequence[int]) -> float:
    return sum(1 / log2(rank + 1) for rank in ranks)
