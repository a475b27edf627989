import pytest

from bot.asked import asks_for_all, read_asked


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Hatami say about the pact?", ("Hatami",)),
        ("what did gareth opie say about disease", ("gareth opie",)),
        ("Why does the ex-spy chief think that nobody gave an order?", ("the ex-spy chief",)),
        ("According to the analyst, why does Iran need a pact?", ("the analyst",)),
        ("How many died, according to Ms. Amoah?", ("Ms. Amoah",)),
        ("What, according to the restorer, does the mask suffer from?", ("the restorer",)),
        ("Why does Vanuatu wait, in Losana Veikoso’s view?", ("Losana Veikoso",)),
        ("Why are investors selling, in the view of the banker?", ("the banker",)),
        ("What was Vukotić's joke about the opera?", ("Vukotić",)),
        ("How did the agency man describe the register?", ("the agency man",)),
        ("What did Mr. Orlan complain about?", ("Mr. Orlan",)),
        ("What threat did the mayor make?", ("the mayor",)),
        ("Has Vasques announced whether she's running again?", ("Vasques",)),
        ("What remark did Ghulam Khan make about Duchess?", ("Ghulam Khan",)),
        ("How long according to Ada Quist and how long according to Bo Lund?", ("Ada Quist", "Bo Lund")),
    ],
)
def test_who_is_asked_about_is_read_off_a_question_about_speech(
    question: str, names: tuple[str, ...]
) -> None:
    assert read_asked(question) == names


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the pact?",
        "What did he say?",  # nobody named
        "What did it cost to answer every letter?",
        "What price did the state board set?",
        "How much did they make in 2019?",
        "Who said that the bridge was old?",
        "Why did the ship sink before it was called back?",
    ],
)
def test_a_question_that_names_no_speaker_asks_for_nobodys_words(question: str) -> None:
    assert read_asked(question) == ()


@pytest.mark.parametrize(
    "question", ["What did Hatami say?", "so what has the ex-spy chief said", "What else did he say?"]
)
def test_a_question_for_somebodys_words_may_be_about_anything(question: str) -> None:
    assert asks_for_all(question) == (" he " not in question)


@pytest.mark.parametrize(
    "question", ["What did Hatami say about the pact?", "What did Hatami do?", "Why did Hatami say no?"]
)
def test_a_question_that_asks_for_more_does_not(question: str) -> None:
    assert not asks_for_all(question)
