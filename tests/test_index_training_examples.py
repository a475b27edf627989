import random
from collections import defaultdict

import pytest

from corpus import Span
from index.training.examples import Example, ExampleMaker
from index.training.noise import roughen
from index.training.problems import Problem, Text
from index.training.swaps import swap

FIRST = "Ilse Brandt opened the bridge in 1951."
SECOND = "Piet Adema closed the old ferry."
THIRD = "Nobody knew why the mill burnt down."


def text(topic: str, *sentences: str) -> Text:
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return Text(topic, "Harbour", " ".join(sentences), tuple(spans))


HARBOUR = text("harbour", FIRST, SECOND, THIRD)
MARKET = text("harbour", "Jan Visser sold 400 fish in 1960 .", "The market is old.")
OPENED = Problem("test", "Who opened the bridge?", HARBOUR, frozenset([HARBOUR.sentences[0]]), (Span(0, 11),))
SUNK = Problem("test", "Who sank the boat?", HARBOUR, frozenset(), ())
SOLD = Problem("test", "Who sold fish?", MARKET, frozenset([MARKET.sentences[0]]), (Span(0, 10),))


@pytest.fixture(scope="module")
def made() -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    maker = ExampleMaker([OPENED, SUNK, SOLD])
    for seed in range(40):
        for example in maker.make(seed):
            found[example.kind].append(example)
    return found


def test_every_way_of_not_answering_is_made(made: dict[str, list[Example]]):
    assert {"answer", "unanswerable", "elsewhere", "left out", "swapped"} <= set(made)


def test_of_a_set_that_has_unanswerable_questions_enough_none_is_made():
    maker = ExampleMaker([OPENED, SUNK, SOLD], invents=False)
    kinds = {example.kind for seed in range(20) for example in maker.make(seed)}
    assert kinds == {"answer", "unanswerable"}


def test_the_right_sentence_and_its_answer_are_marked(made: dict[str, list[Example]]):
    for example in made["answer"]:
        (right,) = example.right
        assert example.block.sentences[right].slice(example.text) in (
            FIRST,
            "Jan Visser sold 400 fish in 1960 .",
        )
        assert example.answers[0].slice(example.text) in ("Ilse Brandt", "Jan Visser")


def test_whatever_does_not_answer_has_nothing_right(made: dict[str, list[Example]]):
    for kind in set(made) - {"answer"}:
        assert all(example.right == example.answers == () for example in made[kind])


def test_what_answers_is_gone_where_it_is_left_out(made: dict[str, list[Example]]):
    for example in made["left out"]:
        assert "Ilse Brandt" not in example.text
        assert "Jan Visser" not in example.text
        assert example.block.sentences[-1].slice(example.text) in (THIRD, "The market is old.")


def test_the_same_seed_makes_the_same_examples():
    def plain(seed: int) -> list[tuple[str, str, str]]:
        return [(e.kind, e.question, e.text) for e in ExampleMaker([OPENED, SUNK, SOLD]).make(seed)]

    assert plain(3) == plain(3)
    assert [plain(seed) for seed in range(5)] != [plain(3)] * 5


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("What did Ilse Brandt open?", {"What did Jan Visser open?", "What did Ilse Brandt close?"}),
        (
            "Who opened it in 1951?",
            {"Who opened it in 400?", "Who opened it in 1960?", "Who closed it in 1951?"},
        ),
        ("Who was first to cross?", {"Who was last to cross?"}),
    ],
)
def test_a_swapped_question_asks_for_what_is_not_there(question: str, changed: set[str]):
    found = {swap(question, FIRST, " " + MARKET.text, random.Random(seed)) for seed in range(60)}
    kinds = ("When", "In what year", "On what date", "How many", "How much", "Why", "For what reason")
    assert {one for one in found if one and not one.startswith(kinds)} == changed


def test_a_question_without_a_handle_is_not_swapped():
    assert swap("Tell me about it", FIRST, MARKET.text, random.Random(0)) is None


def test_a_question_is_roughened_now_and_then():
    chance = random.Random(0)
    found = [roughen("Which engineers designed the towers?", chance) for _ in range(300)]
    assert 0.4 < sum(one == "Which engineers designed the towers?" for one in found) / 300 < 0.7
    assert "which engineers designed the towers" in found
    assert "engineers designed towers" in [one.lower() for one in found]
