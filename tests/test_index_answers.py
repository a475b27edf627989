import pytest

from corpus import Span
from index.answers import Kind, find_answers, is_told_of_name, kind_of, name_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", Kind.NUMBER),
        ("how long did he stay", Kind.NUMBER),
        ("When did he travel?", Kind.TIME),
        ("In what year did it end?", Kind.TIME),
        ("Who is the president?", Kind.NAME),
        ("Which country left?", Kind.NAME),
        ("Why did they leave?", Kind.REASON),
        ("What did he say?", Kind.OTHER),
        ("pact", Kind.OTHER),
    ],
)
def test_the_question_words_tell_the_kind(question, kind):
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        (Kind.NUMBER, "More than 350,000 died, and $3.5 billion went.", ["350,000", "$3.5 billion"]),
        (Kind.NUMBER, "Dozens of them, about 40%.", ["Dozens", "40%"]),
        (Kind.TIME, "On Sunday, 4 March 2018, and last week.", ["Sunday", "4 March 2018", "last week"]),
        (Kind.NAME, "Then Amir Hatami met the Bank of England.", ["Then Amir Hatami", "Bank of England"]),
        (Kind.NAME, "Officials met him.", []),
        (Kind.REASON, "He left because he was ill.", ["because"]),
        (Kind.OTHER, "Amir Hatami left in 2018.", []),
    ],
)
def test_answers_of_a_kind_are_found_in_a_sentence(kind, sentence, found):
    spans = find_answers(kind, "?", sentence, Span(0, len(sentence)))
    assert [span.slice(sentence) for span in spans] == found


def test_what_the_question_already_says_is_no_answer():
    sentence = "In 2011 and 2018 the Syrian Army fought."
    whole = Span(0, len(sentence))
    assert [s.slice(sentence) for s in find_answers(Kind.TIME, "after 2011?", sentence, whole)] == ["2018"]
    assert find_answers(Kind.NAME, "the Syrian army?", sentence, whole) == []


def test_answers_outside_the_sentence_are_not_found():
    text = "Amir Hatami came in 2011. He left in 2018."
    assert find_answers(Kind.TIME, "When?", text, Span(26, len(text))) == [Span(37, 41)]


OFFICIALS = (
    "So Secretary Mike Pompeo, National Security Adviser John Bolton and the envoy, Al Hurd, a judge, came."
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Who is John Bolton?", "Mike Pompeo", False),
        ("who’s john bolton", "Mike Pompeo", False),
        ("Who is John Bolton?", "Security Adviser", True),
        ("Who is John Bolton?", "Security Adviser John Bolton", True),
        ("Who was Mike Pompeo?", "Secretary", True),
        ("Who is Al Hurd?", "a judge", True),
        ("Who is Al Hurd?", "the envoy", True),
        ("Who is the envoy?", "Mike Pompeo", True),  # asks for a name
        ("Who is Ada Quist?", "Mike Pompeo", True),  # may be called otherwise
        ("Who came with John Bolton?", "Mike Pompeo", True),
        ("Who is Jo?", "a judge", True),  # "John" is another
        ("Who are Al Hurd?", "Mike Pompeo", False),
    ],
)
def test_what_somebody_is_stands_beside_the_name(question: str, answer: str, told: bool):
    start = OFFICIALS.index(answer)
    span = Span(start, start + len(answer))
    assert is_told_of_name(question, OFFICIALS, Span(3, len(OFFICIALS)), span) is told


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is John Bolton?", "John Bolton"),
        ("who's Bashar al-Assad", "Bashar al-Assad"),
        ("Who was Karel van der Voss?!", "Karel van der Voss"),
        ("Who are the Russians?", None),
        ("Who is the president of Iran?", None),
        ("Who is Assad’s ally?", None),
        ("Who is john bolton?", None),
        ("When is John Bolton?", None),
        ("Who is?", None),
        ("Who is -?", None),
        ("", None),
    ],
)
def test_the_name_that_is_asked_about_has_capitals(question: str, name: str | None):
    assert name_asked(question) == name
