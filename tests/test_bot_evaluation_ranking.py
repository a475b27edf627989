from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from bot.evaluation.ranking import ndcg, reciprocal_rank, success


def test_success_asks_for_any_relevant_one_in_the_top_k() -> None:
    assert [success([3, 9], k) for k in (1, 2, 3, 10)] == [0, 0, 1, 1]
    assert success([], 10) == 0


def test_reciprocal_rank_is_that_of_the_first_relevant_one_down_to_the_cutoff() -> None:
    assert reciprocal_rank([4, 5], 10) == 1 / 4
    assert reciprocal_rank([10], 10) == 1 / 10
    assert reciprocal_rank([11], 10) == 0
    assert reciprocal_rank([], 10) == 0


def test_ndcg_is_the_gain_as_a_share_of_the_best_possible() -> None:
    # Ranks 2 and 4 of two: (1/log2 3 + 1/log2 5) / (1/log2 2 + 1/log2 3).
    assert ndcg([2, 4], 2, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3)))
    assert ndcg([3], 1, 10) == 1 / 2
    assert ndcg([1, 2, 3], 3, 10) == 1
    assert ndcg([11], 1, 10) == 0
    assert ndcg([], 0, 10) == 0


def test_ndcg_is_1_when_the_top_is_full_though_more_is_relevant() -> None:
    assert ndcg(range(1, 11), 25, 10) == 1


@given(st.sets(st.integers(1, 40), min_size=1), st.integers(1, 40))
def test_ndcg_agrees_with_scikit_learn(relevant: set[int], depth: int) -> None:
    truth = np.array([[rank in relevant for rank in range(1, 41)]])
    expected = ndcg_score(truth, -np.arange(40.0)[np.newaxis], k=min(10, depth))
    retrieved = sorted(rank for rank in relevant if rank <= depth)
    assert ndcg(retrieved, len(relevant), min(10, depth)) == pytest.approx(expected)
