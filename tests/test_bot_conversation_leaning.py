import pytest

from bot.conversation.leaning import (
    ReferenceKind,
    contrasted_topic,
    find_references,
    fragment_of,
    leans_back,
    without_question_phrase,
)


@pytest.mark.parametrize(
    "question",
    [
        "And what does he think would happen next?",
        "How long did he stay there?",
        "is it flat?",
        "Where do they nest?",
        "Who is her father?",
        "What is the name of his wife?",
        "Why did Iran want it to be more formal?",
        "What did Assad tell him?",
        "How long did it take to build?",
        "What caused this?",
        "Why did that happen?",
        "Why?",
        "when?",
        "With whom?",
        "How many?",
        "How many times?",
        "And since when?",
        "Who won?",
        "What about Israel?",
        "And Israel?",
        "And the second one?",
        "Who else?",
        "What happened next?",
        "WHERE DID SHE GO?",
    ],
)
def test_a_question_leans_when_something_in_it_was_said_before(question: str) -> None:
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ali Fathollah-Nejad?",
        "Is it true that Russia left Syria?",
        "What time is it in Tehran?",
        "Is it raining in Damascus?",
        "How long does it take to fly to Damascus?",
        "Is there a pact between Iran and Syria?",
        "How many soldiers are there in Idlib?",
        "Have there been any talks?",
        "What did Hatami say he would do?",
        "Did Iran say it would stay in Syria?",
        "What does Israel say about its border?",
        "When Brandt opened the bridge, what did she say?",
        "Who said that the pact was official?",
        "What happened in Syria this week?",
        "Who are those who fled Idlib?",
        "And who won the World Cup in 2018?",
        "What is inflation?",
        "When was the deal signed?",
        "Iran Syria pact",
        "What else did Hatami say?",
        "",
    ],
)
def test_a_question_that_can_be_understood_alone_does_not_lean(question: str) -> None:
    assert not leans_back(question)


def test_what_refers_back_is_found_with_its_kind() -> None:
    found = [(one.word, one.kind, one.is_possessive) for one in find_references("Did she take it there?")]
    assert found == [
        ("she", ReferenceKind.PERSON, False),
        ("it", ReferenceKind.THING, False),
        ("there", ReferenceKind.PLACE, False),
    ]


@pytest.mark.parametrize(("question", "owns"), [("Who met her?", False), ("Who is her father?", True)])
def test_her_owns_something_only_before_a_noun(question: str, owns: bool) -> None:
    assert [one.is_possessive for one in find_references(question)] == [owns]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What about Israel?", "Israel"),
        ("And how about the second tower?", "the second tower"),
        ("But Syria?", "Syria"),
        ("And why?", ""),
        ("What did Israel say?", ""),
    ],
)
def test_a_contrast_names_what_is_put_in(question: str, topic: str) -> None:
    assert contrasted_topic(question) == topic


@pytest.mark.parametrize(
    ("question", "fragment"),
    [
        ("And why?", "why"),
        ("How many times?", "How many times"),
        ("Why did it end?", ""),
        ("Who is Brandt?", ""),
    ],
)
def test_a_fragment_is_a_question_phrase_without_a_verb(question: str, fragment: str) -> None:
    assert fragment_of(question) == fragment


def test_the_words_that_ask_can_be_taken_away() -> None:
    assert without_question_phrase("And how many people did the storm kill?") == "people did the storm kill"
