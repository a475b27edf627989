import pytest

from bot.conversation.parts import parts_of


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("When and where was it signed?", "When was it signed?", "where was it signed?"),
        ("Who is Ada Quist and what does she want?", "Who is Ada Quist?", "what does Ada Quist want?"),
        ("When was the ferry closed, and why?", "When was the ferry closed?", "why was the ferry closed?"),
        ("how many died and how many were hurt", "how many died?", "how many were hurt"),
        ("Where did it sail, as well as when?", "Where did it sail?", "when did it sail?"),
    ],
)
def test_two_things_asked_at_once_are_taken_apart(question: str, first: str, second: str) -> None:
    assert [part.question for part in parts_of(question)] == [first, second]


@pytest.mark.parametrize(
    "question",
    [
        "Which minister resigned?",
        "Who opened the bridge and the harbour?",
        "What do Iran and Syria want?",
        "The minister and who else?",
        "Did Brandt resign and leave?",
        "and why?",
        "",
    ],
)
def test_a_question_that_asks_one_thing_has_no_parts(question: str) -> None:
    assert parts_of(question) == ()
