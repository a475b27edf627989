import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score

from bot.evaluation.bootstrap import Statistic, value_of
from bot.evaluation.curves import aurc, auroc, calibration_error, reliability, risk_coverage
from bot.evaluation.results import QuestionResult


def question(confidence: float, *, right: bool, answerable: bool = True) -> QuestionResult:
    return QuestionResult(
        id="q",
        kind="fact",
        answerable=answerable,
        answered=confidence >= 0.5,
        confidence=confidence,
        relevant_ranks=(),
        n_relevant=0,
        right_quotes=(1,) if right else (2,),
        n_quotes=2,
        prediction="",
        answers=(),
        speaker_right=None,
        altered_quotes=0,
        seconds=0.1,
    )


def some(n: int, *, decimals: int = 1) -> list[QuestionResult]:
    """Questions with many ties in their confidence at one decimal, none at many."""
    generator = np.random.default_rng(n)
    return [
        question(round(c, decimals), right=r < c, answerable=a < 0.6)
        for c, r, a in generator.random((n, 3)).tolist()
    ]


def value(statistic: Statistic, results: list[QuestionResult]) -> float:
    return value_of(statistic, len(results))


def is_right(result: QuestionResult) -> bool:
    return result.answerable and result.right_first


def test_auroc_counts_the_pairs_in_order_and_half_of_the_ties() -> None:
    answerable = [question(c, right=True) for c in (0.9, 0.8, 0.4)]
    unanswerable = [question(c, right=False, answerable=False) for c in (0.3, 0.8)]
    # 0.9 beats both, 0.8 beats one and ties with one, 0.4 beats one: 2 + 1½ + 1 of 6 pairs.
    results = answerable + unanswerable
    assert value(auroc(results), results) == pytest.approx(4.5 / 6)


def test_auroc_agrees_with_scikit_learn_on_every_draw() -> None:
    results = some(60)
    weights = np.random.default_rng(0).integers(0, 4, size=(20, 60)).astype(float)
    truth, scores = [r.answerable for r in results], [r.confidence for r in results]
    expected = [roc_auc_score(truth, scores, sample_weight=row) for row in weights]
    assert auroc(results).at(weights) == pytest.approx(expected)


def test_auroc_is_undefined_without_both_sorts() -> None:
    assert auroc([question(0.5, right=True)]).n == 0
    both = [question(0.5, right=True), question(0.4, right=False, answerable=False)]
    assert auroc(both).n == 2
    only_one_sort_drawn = np.array([[2.0, 0.0]])
    assert np.isnan(auroc(both).at(only_one_sort_drawn)).all()


def test_shuffled_confidences_are_worth_nothing() -> None:
    confidences = np.random.default_rng(0).random(2000)
    results = [question(c, right=True, answerable=i % 2 == 0) for i, c in enumerate(confidences)]
    # The standard deviation of AUROC is sqrt(2001 / (12 · 1000 · 1000)) = 0.013.
    assert value(auroc(results), results) == pytest.approx(0.5, abs=0.04)


FIVE = [
    question(0.9, right=True),
    question(0.8, right=False),
    question(0.8, right=True),
    question(0.3, right=True, answerable=False),
    question(0.1, right=True),
]


def test_risk_and_coverage_stand_at_every_distinct_confidence() -> None:
    assert risk_coverage(FIVE) == [
        (1 / 5, 0),
        (3 / 5, 1 / 3),
        (4 / 5, 2 / 4),  # unanswerable is never right
        (1, 2 / 5),
    ]
    assert risk_coverage([]) == []


def test_aurc_gives_each_question_the_risk_of_its_confidence() -> None:
    # One at risk 0, two at 1/3, one at 1/2, one at 2/5.
    assert value(aurc(FIVE), FIVE) == pytest.approx((0 + 2 / 3 + 1 / 2 + 2 / 5) / 5)


def test_aurc_of_a_draw_is_that_of_the_questions_drawn() -> None:
    results = some(50)
    weights = np.random.default_rng(0).integers(0, 3, size=(10, 50))
    for row, found in zip(weights, aurc(results).at(weights.astype(float)), strict=True):
        drawn = [r for r, times in zip(results, row, strict=True) for _ in range(times)]
        risks = [np.mean([not is_right(o) for o in drawn if o.confidence >= r.confidence]) for r in drawn]
        assert found == pytest.approx(np.mean(risks))


def test_equal_confidences_make_aurc_the_share_not_right_in_any_order() -> None:
    results = [question(0.5, right=i < 3) for i in range(4)]
    assert value(aurc(results), results) == 1 / 4
    assert value(aurc(results[::-1]), results[::-1]) == 1 / 4


def test_calibration_error_weighs_the_gap_of_every_bin() -> None:
    # Bins of 0.9: |0.9 - 1|; of 0.8: |1.6 - 1|; of 0.3: |0.3 - 0|; of 0.1: |0.1 - 1|.
    assert value(calibration_error(FIVE), FIVE) == pytest.approx((0.1 + 0.6 + 0.3 + 0.9) / 5)


def test_a_bin_holds_its_lower_edge_and_the_last_one_both() -> None:
    edges = [question(c, right=True) for c in (0.0, 0.1, 0.95, 1.0)]
    assert reliability(edges) == [(0.0, 1, 1), (0.1, 1, 1), (pytest.approx(0.975), 1, 2)]


def test_reliability_agrees_with_scikit_learn() -> None:
    results = some(200, decimals=9)
    shares, means = calibration_curve(
        [is_right(r) for r in results], [r.confidence for r in results], n_bins=5
    )
    found = reliability(results, bins=5)
    assert [mean for mean, _, _ in found] == pytest.approx(means)
    assert [share for _, share, _ in found] == pytest.approx(shares)


def test_calibration_error_is_the_mean_gap_of_the_reliability_diagram() -> None:
    results = some(200, decimals=9)
    gaps = sum(abs(mean - share) * n for mean, share, n in reliability(results))
    assert value(calibration_error(results), results) == pytest.approx(gaps / 200)


def test_no_questions_have_no_curves() -> None:
    assert reliability([]) == []
    assert [statistic([]).n for statistic in (auroc, aurc, calibration_error)] == [0, 0, 0]
