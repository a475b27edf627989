import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log2

import pytest

from bot.evaluation.measures import LOWER_IS_BETTER, Figure, measure
from bot.evaluation.results import QuestionResult

RIGHT = QuestionResult(
    id="1",
    kind="fact",
    answerable=True,
    answered=True,
    confidence=0.9,
    relevant_ranks=(1,),
    n_relevant=1,
    right_quotes=(1,),
    n_quotes=1,
    prediction="Paris",
    answers=("Paris",),
    speaker_right=True,
    altered_quotes=0,
    seconds=0.1,
)
SECOND = replace(
    RIGHT,
    id="2",
    confidence=0.8,
    relevant_ranks=(2, 4),
    n_relevant=2,
    right_quotes=(2,),
    n_quotes=3,
    prediction="the big river",
    answers=("sea", "big brown river"),
    speaker_right=False,
    seconds=0.2,
)
REFUSED = QuestionResult(
    id="3",
    kind="quote",
    answerable=True,
    answered=False,
    confidence=0.4,
    relevant_ranks=(7,),
    n_relevant=3,
    right_quotes=(1,),
    n_quotes=3,
    prediction="",
    answers=("Rome",),
    speaker_right=None,
    altered_quotes=0,
    seconds=0.3,
)
WRONG = replace(
    REFUSED,
    id="4",
    answered=True,
    confidence=0.8,
    relevant_ranks=(),
    n_relevant=1,
    right_quotes=(),
    prediction="Rome",
    answers=(),
    seconds=0.4,
)
SILENT = replace(
    REFUSED,
    id="5",
    kind="unanswerable",
    answerable=False,
    confidence=0.3,
    relevant_ranks=(),
    n_relevant=0,
    right_quotes=(),
    answers=(),
    seconds=0.5,
)
TEMPTED = replace(SILENT, id="6", answered=True, confidence=0.8, prediction="Rome", seconds=0.6)
SIX = [RIGHT, SECOND, REFUSED, WRONG, SILENT, TEMPTED]


def of_kind(figures: Iterable[Figure], kind: str = "all") -> dict[str, tuple[float | None, int]]:
    return {f.name: (f.value, f.n) for f in figures if f.kind == kind}


def values(results: Sequence[QuestionResult]) -> dict[str, float | None]:
    return {name: value for name, (value, _) in of_kind(measure(results)).items()}


def test_every_measure_of_six_questions_is_as_worked_out_by_hand() -> None:
    second = (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))
    seventh = (1 / log2(8)) / (1 + 1 / log2(3) + 1 / log2(4))
    assert of_kind(measure(SIX)) == {
        "retrieval Success@1": (1 / 4, 4),
        "retrieval Success@5": (2 / 4, 4),
        "retrieval Success@10": (3 / 4, 4),
        "retrieval RR@10": (pytest.approx((1 + 1 / 2 + 1 / 7 + 0) / 4), 4),
        "retrieval nDCG@10": (pytest.approx((1 + second + seventh + 0) / 4), 4),
        "quote Success@1": (2 / 4, 4),  # 1, and 3 by its nearest
        "quote Success@3": (3 / 4, 4),
        "quote Success@1 when answered": (pytest.approx(1 / 3), 3),  # of 1, 2, 4
        "quote Success@3 when answered": (pytest.approx(2 / 3), 3),
        "EM": (2 / 5, 5),  # 1 and 5; 4 has no gold answer
        "EM HasAns": (pytest.approx(1 / 3), 3),
        "EM NoAns": (1 / 2, 2),
        "F1": (pytest.approx((1 + 4 / 5 + 0 + 1 + 0) / 5), 5),
        "F1 HasAns": (pytest.approx((1 + 4 / 5 + 0) / 3), 3),
        "F1 NoAns": (1 / 2, 2),
        "refusal precision": (1 / 2, 2),  # 5 of 3 and 5
        "refusal recall": (1 / 2, 2),  # 5 of 5 and 6
        "false answers": (1 / 2, 2),  # 6
        "wrong refusals": (1 / 4, 4),  # 3
        "speaker accuracy": (1 / 2, 2),
        "AUROC": (6 / 8, 6),  # of 8 pairs: 2 for 1, 1½ for 2 and for 4, 1 for 3
        # 1 at risk 0; 2, 4 and 6 at 3/4; 3 at 3/5; 5 at 4/6
        "AURC": (pytest.approx((0 + 3 * 3 / 4 + 3 / 5 + 4 / 6) / 6), 6),
        "ECE": (pytest.approx((0.1 + 2.4 + 0.6 + 0.3) / 6), 6),
        "latency p50 ms": (pytest.approx(300), 6),
        "latency p95 ms": (pytest.approx(600), 6),  # 5 of 6 are but 83 %
        "questions/s": (pytest.approx(6 / 2.1), 6),
        "latency max ms": (pytest.approx(600), 6),
        "altered quotes": (0, 16),
    }


def test_each_kind_is_measured_by_itself_in_the_order_of_names() -> None:
    figures = measure(SIX)
    assert list(dict.fromkeys(f.kind for f in figures)) == ["all", "fact", "quote", "unanswerable"]
    assert of_kind(figures, "quote") == of_kind(measure([REFUSED, WRONG]))
    assert [f for f in measure([REFUSED, WRONG]) if f.kind == "quote"] == [
        f for f in figures if f.kind == "quote"
    ]


def test_what_counts_nothing_is_not_available_rather_than_0() -> None:
    everything = measure([])
    assert {(f.kind, f.value, f.n, f.low, f.high) for f in everything} == {("all", None, 0, None, None)}
    assert [f.name for f in everything] == list(of_kind(measure(SIX)))
    unanswerable = of_kind(measure([SILENT]))
    assert unanswerable["retrieval RR@10"] == (None, 0)
    assert unanswerable["F1 HasAns"] == (None, 0)
    assert unanswerable["AUROC"] == (None, 0)
    assert unanswerable["F1 NoAns"] == (1, 1)


def test_a_question_whose_gold_stands_in_no_passage_is_left_out_of_retrieval() -> None:
    assert of_kind(measure([RIGHT, replace(WRONG, n_relevant=0)]))["retrieval Success@10"] == (1, 1)


def test_a_gold_answer_that_is_only_an_article_is_not_scored() -> None:
    assert of_kind(measure([RIGHT, replace(SECOND, answers=("The",))]))["EM HasAns"] == (1, 1)


GOLD = ("France", "10th and 11th centuries", "The Norse", "a “free” people", "the U.S. Army's", "$5,000.50")


def anchor(*, answered: bool) -> list[QuestionResult]:
    """Questions answered with the last of their gold answers and those without by silence, or none."""
    has_answer = [
        replace(RIGHT, id=f"h{i}", answered=answered, prediction=gold * answered, answers=("else", gold))
        for i, gold in enumerate(GOLD)
    ]
    return [*has_answer, *(replace(SILENT, id=f"n{i}") for i in range(5))]


def test_gold_answers_as_predictions_score_100_per_cent() -> None:
    found = values(anchor(answered=True))
    assert {name: found[name] for name in ("EM", "F1", "EM HasAns", "F1 HasAns", "EM NoAns", "F1 NoAns")} == {
        "EM": 1, "F1": 1, "EM HasAns": 1, "F1 HasAns": 1, "EM NoAns": 1, "F1 NoAns": 1,
    }  # fmt: skip


def test_refusing_everything_scores_100_per_cent_noans_but_0_hasans() -> None:
    found = values(anchor(answered=False))
    assert (found["EM NoAns"], found["F1 NoAns"]) == (1, 1)
    assert (found["EM HasAns"], found["F1 HasAns"]) == (0, 0)
    assert (found["EM"], found["F1"]) == (pytest.approx(5 / 11), pytest.approx(5 / 11))
    assert (found["refusal recall"], found["refusal precision"]) == (1, pytest.approx(5 / 11))


def test_an_answer_that_normalises_to_nothing_is_still_an_answer() -> None:
    assert values([replace(TEMPTED, prediction="The")])["EM NoAns"] == 0


def test_an_altered_quote_is_counted_though_it_was_withheld() -> None:
    results = [RIGHT, replace(SECOND, n_quotes=0, altered_quotes=2)]
    assert of_kind(measure(results))["altered quotes"] == (2, 3)


@pytest.mark.parametrize(("n", "p95"), [(1, 1), (19, 19), (20, 19), (21, 20), (100, 95), (140, 133)])
def test_the_95th_percentile_is_a_latency_that_occurred(n: int, p95: int) -> None:
    results = [replace(RIGHT, id=str(i), seconds=i / 1000) for i in range(1, n + 1)]
    assert values(results)["latency p95 ms"] == pytest.approx(p95)


def many(n: int) -> list[QuestionResult]:
    chance = random.Random(n)
    return [replace(chance.choice(SIX), id=f"q{i}", confidence=chance.random()) for i in range(n)]


def test_a_repeated_run_is_bit_identical_in_whatever_order_the_results_come() -> None:
    results = many(120)
    once = measure(results)
    assert measure(results) == once
    assert measure(results[::-1]) == once
    assert measure(results, seed=1) != once


def test_means_have_an_interval_around_them_but_counts_and_the_maximum_have_none() -> None:
    figures = {f.name: f for f in measure(many(200)) if f.kind == "all"}
    bare = {name for name, f in figures.items() if f.low is None or f.high is None}
    assert bare == {"altered quotes", "latency max ms"}
    recall = figures["quote Success@1"]
    width = 2 * 1.96 * (recall.value * (1 - recall.value) / recall.n) ** 0.5
    assert recall.low < recall.value < recall.high
    assert recall.high - recall.low == pytest.approx(width, rel=0.1)


def test_the_names_that_are_better_low_are_names_of_measures() -> None:
    assert {f.name for f in measure([])} >= LOWER_IS_BETTER
