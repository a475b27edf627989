from dataclasses import replace

import pytest

from bot.evaluation.comparison import Difference, Flip, Outcome, compare, flipped, outcome_of
from bot.evaluation.results import QuestionResult

RIGHT = QuestionResult(
    id="q",
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
WRONG = replace(RIGHT, right_quotes=(2,), n_quotes=2, prediction="Rome")
REFUSED = replace(RIGHT, answered=False, confidence=0.4, prediction="")
SILENT = replace(REFUSED, answerable=False, right_quotes=(), answers=(), relevant_ranks=(), n_relevant=0)
TEMPTED = replace(SILENT, answered=True, confidence=0.8, prediction="Rome")


def run(*results: QuestionResult) -> list[QuestionResult]:
    """Number the results, so that two runs share their ids."""
    return [replace(result, id=f"q{i:03}") for i, result in enumerate(results)]


def found(old: list[QuestionResult], new: list[QuestionResult]) -> dict[str, Difference]:
    return {difference.name: difference for difference in compare(old, new)}


def test_a_run_does_not_differ_from_itself() -> None:
    same = run(RIGHT, WRONG, REFUSED, SILENT, TEMPTED)
    differences = compare(same, same)
    assert len(differences) == 26
    assert {(d.difference, d.low, d.high, d.significant) for d in differences} == {(0, 0, 0, False)}
    assert all(d.old == d.new for d in differences)
    assert flipped(same, same) == []


def test_a_difference_has_the_interval_of_its_paired_questions() -> None:
    old = run(*[WRONG] * 40, *[RIGHT] * 60)
    new = run(*[RIGHT] * 30, *[WRONG] * 10, *[RIGHT] * 50, *[WRONG] * 10)
    moved = found(old, new)["quote Success@1"]
    assert (moved.old, moved.new, moved.n) == (0.6, 0.8, 100)
    assert moved.difference == pytest.approx(0.2)
    # 30 won, 10 lost of 100: 0.2 ± 1.96 sqrt((0.4 - 0.2²) / 100) = 0.2 ± 0.118
    assert (moved.low, moved.high) == (pytest.approx(0.082, abs=0.015), pytest.approx(0.318, abs=0.015))
    assert moved.significant
    assert not moved.is_worse


def test_what_is_hard_for_both_drops_out_of_the_difference() -> None:
    old = run(*[WRONG, RIGHT] * 100)
    new = [replace(r, right_quotes=(1,)) if i < 16 else r for i, r in enumerate(old)]
    moved = found(old, new)["quote Success@1"]
    # 8 of 200 were won and none was lost, which is less than the ± 0.07 of either run by itself.
    assert moved.difference == pytest.approx(0.04)
    assert moved.significant


def test_a_chance_difference_is_not_significant() -> None:
    assert not found(run(RIGHT, WRONG, RIGHT), run(RIGHT, RIGHT, WRONG))["quote Success@1"].significant


@pytest.mark.parametrize(
    ("name", "worse"),
    [("refusal recall", True), ("false answers", True), ("ECE", True), ("questions/s", False)],
)
def test_worse_is_less_or_where_less_is_better_more(name: str, worse: bool) -> None:
    old, new = run(*[SILENT] * 30, *[RIGHT] * 30), run(*[TEMPTED] * 30, *[RIGHT] * 30)
    assert found(old, new)[name].is_worse is worse
    assert not found(new, old)[name].is_worse


def test_slower_is_worse() -> None:
    old = run(*[RIGHT] * 30)
    new = [replace(r, seconds=0.3) for r in old]
    worse = {d.name for d in compare(old, new) if d.is_worse}
    assert worse == {"latency p50 ms", "latency p95 ms", "questions/s"}


def test_only_questions_of_both_runs_are_compared_in_whatever_order() -> None:
    old, new = run(RIGHT, WRONG, REFUSED), run(WRONG, RIGHT)[::-1]
    new.append(replace(TEMPTED, id="another"))
    moved = found(old, new)["quote Success@1"]
    assert (moved.old, moved.new, moved.n) == (0.5, 0.5, 2)
    assert compare(old[::-1], new[::-1]) == compare(old, new)


def test_what_is_not_available_in_either_run_is_left_out() -> None:
    assert compare([], []) == []
    assert compare(run(RIGHT), []) == []
    assert "refusal precision" not in found(run(RIGHT, REFUSED), run(RIGHT, RIGHT))


def test_a_comparison_is_bit_identical_when_repeated() -> None:
    old, new = run(RIGHT, WRONG, REFUSED, SILENT), run(WRONG, RIGHT, RIGHT, TEMPTED)
    assert compare(old, new, seed=3) == compare(old, new, seed=3)


def test_the_questions_that_flipped_are_named_with_words() -> None:
    old = run(RIGHT, WRONG, SILENT, REFUSED, RIGHT)
    new = run(REFUSED, RIGHT, TEMPTED, REFUSED, RIGHT)
    assert flipped(old, [*new[::-1], replace(RIGHT, id="another")]) == [
        Flip("q000", Outcome.RIGHT, Outcome.REFUSED),
        Flip("q001", Outcome.WRONG, Outcome.RIGHT),
        Flip("q002", Outcome.RIGHTLY_REFUSED, Outcome.ANSWERED_WRONGLY),
    ]


def test_every_outcome_has_its_word() -> None:
    words = [f"{outcome_of(r)}" for r in (RIGHT, WRONG, REFUSED, SILENT, TEMPTED)]
    assert words == ["right", "wrong", "refused", "rightly refused", "answered wrongly"]
