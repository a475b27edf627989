import pytest

from bot.conversation.completion import Understood, complete_question, understand, weigh_added
from bot.conversation.turns import Place, Said, Turn
from bot.question import MAX_QUESTION_CHARS
from corpus import Span
from index import FollowUp

OPENED = Turn(
    "Who opened the harbour bridge?", Said("Mayor Ilse Brandt opened the harbour bridge on Monday.", None)
)
TRAVELLED = Turn(
    "Where did Amir Hatami travel?",
    Said("Iranian Defense Minister Amir Hatami went to meet President Bashar Assad in Syria.", None),
)
ANALYST = Turn(
    "What is the pact for?",
    Said("“Iran needs it,” the analyst said.", "An Iranian analyst based in Europe who requested anonymity"),
)


def asked(question: str) -> Turn:
    return Turn(question)


@pytest.mark.parametrize(
    ("before", "question", "complete"),
    [
        # He and she are persons: of the question, else of its answer, else who the question describes.
        (
            asked("Who is Ali Fathollah-Nejad?"),
            "And what does he think?",
            "And what does Ali Fathollah-Nejad think?",
        ),
        (OPENED, "Where was she born?", "Where was Ilse Brandt born?"),
        (ANALYST, "Where does he live?", "Where does An Iranian analyst live?"),
        (asked("Who is the king of Spain?"), "How old is his wife?", "How old is the king’s wife?"),
        (asked("who is ali baba?"), "what did he steal?", "what did he steal? (ali baba)"),
        # There is a place: where the answer says, if the question asked where.
        (TRAVELLED, "How long did he stay there?", "How long did Amir Hatami stay in Syria?"),
        (asked("Who fights in Idlib?"), "How many live there?", "How many live in Idlib?"),
        # It is a thing, an organisation or a country, never a person while there is another.
        (
            asked("How long is the harbour bridge?"),
            "And what did it cost?",
            "And what did the harbour bridge cost?",
        ),
        (asked("What does Israel want of Assad?"), "Where is its border?", "Where is Israel’s border?"),
        (asked("What do people think of the earth?"), "is it flat?", "is the earth flat?"),
        # They are several; those that are equally likely all go in.
        (asked("What do the owls hunt?"), "Where do they nest?", "Where do the owls nest?"),
        (
            asked("What did Iran and Syria sign?"),
            "When did they sign it?",
            "When did Iran and Syria sign Iran or Syria?",
        ),
        (asked("Did Bashar Assad meet Amir Hatami?"), "Why did he?", "Why did Bashar Assad or Amir Hatami?"),
        # A fragment takes the rest of the question before.
        (asked("When did the war break out?"), "Why?", "Why did the war break out?"),
        (asked("Why does Iran need a pact?"), "And since when?", "since when does Iran need a pact?"),
        (
            asked("Has Israel attacked in Syria?"),
            "How many times?",
            "How many times Has Israel attacked in Syria?",
        ),
        # A contrast puts its topic in the place of its like, or in front where that is in doubt.
        (asked("Why does Iran need a pact?"), "What about Israel?", "Why does Israel need a pact?"),
        (asked("Why does Iran trust Syria?"), "What about Israel?", "Israel: Why does Iran trust Syria?"),
        (asked("How heavy is the harbour bridge?"), "And the tower?", "How heavy is the tower?"),
        (asked("Who won in 2014?"), "And in 2015?", "Who won in 2015?"),
        (asked("Who fought?"), "And in Idlib?", "Who fought in Idlib?"),
        (
            asked("Where was Marie Curie born?"),
            "What about her husband?",
            "Where was Marie Curie’s husband born?",
        ),
        # What cannot be said otherwise gets a few words of the question before.
        (asked("When did the bridge open?"), "What happened next?", "What happened next? (bridge open)"),
        (asked("When did the bridge collapse?"), "What caused this?", "What caused this? (bridge collapse)"),
    ],
)
def test_a_follow_up_is_completed_from_the_turn_before(before: Turn, question: str, complete: str) -> None:
    assert complete_question(question, [before]) == complete


@pytest.mark.parametrize(
    "question", ["Who won the World Cup?", "Is it true that Russia left?", "What is a pact?"]
)
def test_a_change_of_subject_takes_nothing_along(question: str) -> None:
    assert complete_question(question, [TRAVELLED, OPENED]) == question


def test_an_older_turn_is_asked_where_the_last_has_nobody() -> None:
    turns = [asked("Who is Amir Hatami?"), asked("How long is the harbour bridge?")]
    assert complete_question("Where does Iran send him?", turns) == "Where does Iran send Amir Hatami?"


def test_a_fourth_turn_back_is_too_far() -> None:
    turns = [asked("Who is Amir Hatami?"), *[asked("Are owls blind?")] * 3]
    assert complete_question("Where did he go?", turns) == "Where did owls go?"


def test_the_first_question_of_a_conversation_stays_as_it_is() -> None:
    assert complete_question("Why?", []) == "Why?"


def test_a_chain_of_follow_ups_does_not_grow_without_end() -> None:
    turns = [asked("Who fought?")]
    for _ in range(200):
        turns.append(asked(complete_question("And in Idlib?", turns)))
    assert max(len(turn.question) for turn in turns) < MAX_QUESTION_CHARS
    long_ago = complete_question("he it they " * 90, [asked("Bashar Assad " * 70)])
    assert len(long_ago) < 2 * MAX_QUESTION_CHARS


def test_a_leaning_question_is_expected_near_the_last_answer() -> None:
    place = Place("bridge", Span(0, 10), 0.5)
    turn = Turn("Who opened the bridge?", places=(place,))
    follow_up = FollowUp("Why?", "Who opened the bridge?")
    assert understand("Why?", [turn]) == Understood("Why?", "Why opened the bridge?", follow_up, (place,))
    assert understand("Who is Brandt?", [turn]) == Understood("Who is Brandt?", "Who is Brandt?")


def test_a_term_that_was_not_asked_weighs_a_quarter() -> None:
    understood = Understood("Where did she study?", "Where did Farida Nouri study?")
    weights = weigh_added(understood, {"farida": 4.0, "nouri": 4.0, "studi": 2.0})
    assert weights == {"farida": 1.0, "nouri": 1.0, "studi": 2.0}


def test_a_question_that_does_not_lean_keeps_its_weights() -> None:
    assert weigh_added(Understood("Who is Brandt?", "Who is Brandt?"), {"brandt": 3.0}) == {"brandt": 3.0}
