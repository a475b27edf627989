import numpy as np
import pytest
from scipy.stats import bootstrap

from bot.evaluation.bootstrap import N_RESAMPLES, Numbers, Statistic, interval, ratio, resample, value_of


def mean(column: Numbers) -> Statistic:
    return Statistic("mean", len(column), lambda weights: weights @ column / weights.sum(axis=1))


def interval_of_mean(column: Numbers, seed: int = 0) -> tuple[float, float]:
    return interval(resample([mean(column)], len(column), seed)[0])


def test_the_value_counts_every_question_once() -> None:
    assert value_of(mean(np.array([1.0, 2.0, 6.0])), 3) == 3


def test_a_draw_has_as_many_questions_as_there_are() -> None:
    drawn = resample([Statistic("n", 7, lambda weights: weights.sum(axis=1))], 7, 0)
    assert drawn.shape == (1, N_RESAMPLES)
    assert set(drawn[0]) == {7}


def test_every_question_is_as_likely_to_be_drawn() -> None:
    one = [Statistic("one", 5, lambda weights, i=i: weights[:, i]) for i in range(5)]
    # Binomial(5, 1/5): mean 1, standard deviation sqrt(0.8), so 0.03 for the mean of 1,000.
    assert resample(one, 5, 0).mean(axis=1) == pytest.approx(np.ones(5), abs=0.1)


def test_all_statistics_share_their_draws() -> None:
    column = np.arange(20.0)
    once, again = resample([mean(column), mean(column)], 20, 3)
    assert np.array_equal(once, again)


def test_the_interval_is_that_of_a_share_in_a_textbook() -> None:
    low, high = interval_of_mean(np.repeat([0.0, 1.0], 200))
    # 0.5 ± 1.96 sqrt(0.5 · 0.5 / 400) = 0.5 ± 0.049
    assert (low, high) == (pytest.approx(0.451, abs=0.004), pytest.approx(0.549, abs=0.004))


def test_the_interval_agrees_with_scipy() -> None:
    column = np.random.default_rng(1).exponential(size=300)
    expected = bootstrap((column,), np.mean, n_resamples=5000, method="percentile", rng=2).confidence_interval
    assert interval_of_mean(column) == pytest.approx((expected.low, expected.high), abs=0.01)


def test_the_interval_holds_the_truth_about_95_times_in_100() -> None:
    generator = np.random.default_rng(0)
    bounds = [interval_of_mean((generator.random(200) < 0.3).astype(float)) for _ in range(100)]
    assert 90 <= sum(low <= 0.3 <= high for low, high in bounds) <= 99


def test_a_seed_gives_the_same_bits_again_but_another_does_not() -> None:
    column = np.random.default_rng(1).random(50)
    assert interval_of_mean(column, seed=4) == interval_of_mean(column, seed=4)
    assert interval_of_mean(column, seed=4) != interval_of_mean(column, seed=5)


def test_values_all_alike_have_an_interval_without_width() -> None:
    assert interval_of_mean(np.ones(3)) == (1, 1)


def test_draws_without_a_value_are_left_out_of_the_interval() -> None:
    assert interval(np.array([np.nan, 2.0, 2.0, np.nan])) == (2, 2)
    quotients = ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    assert np.array_equal(quotients, [0.5, np.nan], equal_nan=True)


def test_nothing_is_drawn_from_no_questions() -> None:
    assert resample([], 0, 0).shape == (0, N_RESAMPLES)
