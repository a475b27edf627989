import math
from pathlib import Path

import pytest

from bot.choice import Candidate, shift
from bot.conversation.focus import BONUS, Step, add_focus, prefer_near, step_between
from bot.conversation.turns import Place
from corpus import Span, lay_out, make_article
from index import Library, StoredArticle, retrieve


def store(article_id: str) -> StoredArticle:
    article = make_article("Owls hunt at night. " * 9, article_id=article_id, masthead=["Owls"])
    return StoredArticle(1, article, lay_out(article), "owls.txt", ())


OWLS = store("owls")


def candidates(stored: StoredArticle, probability: float) -> list[Candidate]:
    return [Candidate(stored, sentence.span, probability, None) for sentence in stored.layout.sentences]


@pytest.mark.parametrize(
    ("there", "step"),
    [
        (0, Step.FARTHER),
        (1, Step.BEFORE),
        (3, Step.BEFORE),
        (4, Step.SAME),
        (5, Step.SAME),
        (6, Step.NEXT),
        (7, Step.SOON),
        (8, Step.SOON),
        (9, Step.FARTHER),
    ],
)
def test_steps_are_counted_in_sentences_from_the_answer(there: int, step: Step) -> None:
    assert step_between(4, 5, there) == step


def test_a_shift_adds_log_odds() -> None:
    # odds 1 to 1 three times as high are 3 to 1; odds 1 to 4 halved are 1 to 8
    assert shift(0.5, math.log(3)) == pytest.approx(0.75)
    assert shift(0.2, -math.log(2)) == pytest.approx(1 / 9)
    assert (shift(0.0, 2.0), shift(1.0, -2.0)) == (0.0, 1.0)


def test_a_certain_answer_gives_the_whole_bonus() -> None:
    place = Place("owls", OWLS.layout.sentences[2].span, 1.0)
    seen = [one.probability for one in prefer_near(candidates(OWLS, 0.5), [place])]
    back, same, on = BONUS[Step.BEFORE], BONUS[Step.SAME], BONUS[Step.NEXT]
    soon, farther = BONUS[Step.SOON], BONUS[Step.FARTHER]
    expected = [back, back, same, on, soon, soon, farther, farther, farther]
    assert seen == pytest.approx([1 / (1 + math.exp(-bonus)) for bonus in expected])


def test_a_doubtful_answer_gives_what_it_is_worth() -> None:
    place = Place("owls", OWLS.layout.sentences[2].span, 0.25)
    on = prefer_near(candidates(OWLS, 0.5), [place])[3].probability
    ratio = 0.25 * math.exp(BONUS[Step.NEXT]) + 0.75
    assert on == pytest.approx(ratio / (ratio + 1))


def test_several_places_never_count_for_more_than_one_answer() -> None:
    place = Place("owls", OWLS.layout.sentences[2].span, 1.0)
    once = prefer_near(candidates(OWLS, 0.5), [place])
    twice = prefer_near(candidates(OWLS, 0.5), [place, place])
    assert [one.probability for one in twice] == pytest.approx([one.probability for one in once])


def test_another_article_is_less_likely() -> None:
    place = Place("owls", OWLS.layout.sentences[2].span, 1.0)
    elsewhere = prefer_near(candidates(store("bats"), 0.5), [place])
    assert [one.probability for one in elsewhere] == pytest.approx([1 / (1 + math.exp(2.3))] * 9)


def test_without_a_place_nothing_changes() -> None:
    assert prefer_near(candidates(OWLS, 0.3), []) == candidates(OWLS, 0.3)


def test_the_next_sentence_is_preferred_and_the_far_ones_are_not() -> None:
    assert BONUS[Step.NEXT] > BONUS[Step.SAME] > BONUS[Step.SOON] > 0 > BONUS[Step.BEFORE]
    assert BONUS[Step.ELSEWHERE] < BONUS[Step.FARTHER] < 0


def test_a_place_that_is_no_sentence_any_more_counts_as_far() -> None:
    place = Place("owls", Span(10_000, 10_010), 1.0)
    seen = prefer_near(candidates(OWLS, 0.5)[:1], [place])
    assert seen[0].probability == pytest.approx(1 / (1 + math.exp(-BONUS[Step.FARTHER])))


def test_the_passages_of_the_article_in_focus_come_first(index: Path) -> None:
    with Library(index).snapshot() as snapshot:
        retrieved = retrieve(snapshot, "bridge towers", 4)
        focused = add_focus(snapshot, "bridge towers", "owls", retrieved)
    owners = [one.found.stored.article.id for one in focused]
    assert owners[:2] == ["owls", "owls"]
    assert "bridge" in owners[2:]
    assert [one.rank for one in focused] == [1, 2, 3, 4]
    assert len({one.found.key for one in focused}) == 4
