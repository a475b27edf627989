from bot.conversation.completion import Understood
from bot.conversation.memory import Memory
from bot.conversation.turns import Said, Turn

SCOPE = (1, ())


class Answers:
    """Answers each question with itself, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, understood: Understood) -> Turn:
        self.asked.append(understood.question)
        return Turn(understood.question, Said(understood.question, None))


def test_turns_are_answered_once_oldest_first() -> None:
    memory, answers = Memory(), Answers()
    history = ["Who is Amir Hatami?", "Where did he travel?"]
    for _ in range(2):
        turns = memory.recall(history, SCOPE, answers)
        assert [turn.question for turn in turns] == ["Who is Amir Hatami?", "Where did Amir Hatami travel?"]
    assert answers.asked == ["Who is Amir Hatami?", "Where did Amir Hatami travel?"]


def test_only_the_last_three_are_answered_again_but_all_are_understood() -> None:
    answers = Answers()
    turns = Memory().recall(["Who is Amir Hatami?", *["Where did he travel?"] * 4], SCOPE, answers)
    assert answers.asked == ["Where did Amir Hatami travel?"] * 2  # after two different questions
    assert [turn.said is not None for turn in turns] == [False, False, True, True, True]
    assert turns[-1].question == "Where did Amir Hatami travel?"


def test_another_generation_is_answered_anew() -> None:
    memory, answers = Memory(), Answers()
    for scope in (SCOPE, (2, ())):
        memory.recall(["Who is Amir Hatami?"], scope, answers)
    assert len(answers.asked) == 2


def test_the_turn_of_no_use_for_longest_is_forgotten() -> None:
    memory, answers = Memory(), Answers()
    questions = [f"Who is Hatami {number}?" for number in range(300)]
    for question in questions:
        memory.recall([question], SCOPE, answers)
    memory.recall(questions[-1:], SCOPE, answers)
    assert len(answers.asked) == 300
    memory.recall(questions[:1], SCOPE, answers)
    assert len(answers.asked) == 301
