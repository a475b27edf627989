import pytest

from bot.choice import Candidate
from bot.preference import prefer_asked, prefer_mentioned, prefer_named
from corpus import lay_out, make_article
from index import StoredArticle

TEXT = (
    "Minister Ada Quist said the bridge was safe. “It will stand,” said Bo Lund, an engineer. "
    "He said the bolts were new. The bridge is 90 years old. Oslo said it would pay."
)
QUIST, LUND, _HE, _REPORTER, OSLO = range(5)  # of "he" it is not plain who he is


@pytest.fixture
def candidates() -> list[Candidate]:
    article = make_article(TEXT, article_id="bridge")
    stored = StoredArticle(1, article, lay_out(article), "bridge.txt", ())
    return [Candidate(stored, sentence.span, 0.5, None) for sentence in stored.layout.sentences]


def lowered(candidates: list[Candidate], *asked: str) -> list[int]:
    preferred = prefer_asked(candidates, asked)
    assert [one.span for one in preferred] == [one.span for one in candidates]
    # 1 / (1 + e^8)
    assert all(one.probability in (0.5, pytest.approx(0.000335, rel=0.01)) for one in preferred)
    return [place for place, one in enumerate(preferred) if one.probability < 0.5]


def test_what_somebody_else_says_is_held_back(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "Bo Lund") == [QUIST, OSLO]
    assert lowered(candidates, "minister Quist") == [LUND, OSLO]
    assert lowered(candidates, "the engineer") == [QUIST, OSLO]


def test_two_who_are_asked_about_may_both_answer(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "Bo Lund", "the minister") == [OSLO]


def test_nobody_answers_for_a_person_who_never_speaks(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "Cecilie Dahl") == [QUIST, LUND, OSLO]


def test_somebody_who_shares_a_name_may_be_meant(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "Karl Lund") == [QUIST, OSLO]


def test_whoever_is_only_described_may_be_anybody(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "the bridge man") == []
    assert lowered(candidates, "Bo Lund", "the bridge man") == []


def test_a_country_may_speak_by_another_name(candidates: list[Candidate]) -> None:
    assert lowered(candidates, "Norway") == []
    assert lowered(candidates) == []


def test_whatever_somebody_says_answers_what_they_said(candidates: list[Candidate]) -> None:
    preferred = prefer_asked(candidates, ["Bo Lund"], for_all=True)
    assert [one.probability > 0.8 for one in preferred] == [place == LUND for place in range(5)]
    assert all(one.probability < 0.01 for place, one in enumerate(preferred) if place != LUND)


def test_who_does_not_speak_is_not_quoted_for_all(candidates: list[Candidate]) -> None:
    assert prefer_asked(candidates, ["Cecilie Dahl"], for_all=True) == prefer_asked(
        candidates, ["Cecilie Dahl"]
    )


NAMED = (
    "Bo Lund built the bridge.\n\nHe is an engineer.\n\nIt is 90 years old.\n\n"
    "Cecilie van Dahl-Moe sang, and Bo Berg danced."
)


@pytest.mark.parametrize(
    ("question", "held_back"),
    [
        ("Who is Bo Lund?", [2, 3]),  # not "He is an engineer", which comes right after the name
        ("Who's Karl Lund?", [2, 3]),
        ("Who is Lund", [2, 3]),
        ("Who is Bo Nansen?", [0, 1, 2, 3]),  # somebody else
        ("Who is Nansen?", [0, 1, 2, 3]),
        ("Who was Ada Quist?", []),  # whom the headline has
        ("Who is Cecilie van Dahl?", [0, 1, 2]),
        ("Who is Cecilie Dahl Mo?", [0, 1, 2]),  # a part of it is spelt otherwise
        ("Who is the engineer?", []),
        ("Who built the bridge of Nansen?", []),
        ("What is Nansen?", []),
    ],
)
def test_who_somebody_is_stands_near_the_name(question: str, held_back: list[int]) -> None:
    article = make_article(NAMED, title="Bridge of Ada Quist opens", article_id="names")
    stored = StoredArticle(1, article, lay_out(article), "names.txt", ())
    candidates = [Candidate(stored, sentence.span, 0.5, None) for sentence in stored.layout.sentences]
    assert len(candidates) == 4
    preferred = prefer_named(candidates, question)
    assert [place for place, one in enumerate(preferred) if one.probability < 0.01] == held_back
    assert all(one.probability in (0.5, pytest.approx(0.000335, rel=0.01)) for one in preferred)


@pytest.mark.parametrize(
    ("typed", "raised"),
    [
        ("bridge", [0, 3]),
        ("bolts of a bridge", []),  # in two sentences
        ("news on the 90 year old bridge", [3]),
        ("oslo paid", []),  # another word than "pay"
        ("Oslo pays", [4]),
        ("Is the bridge 90 years old", []),  # a question
        ("bridge?", []),
        ("thanks", []),
    ],
)
def test_key_words_are_for_a_sentence_that_has_them_all(
    candidates: list[Candidate], typed: str, raised: list[int]
) -> None:
    preferred = prefer_mentioned(candidates, typed)
    assert [place for place, one in enumerate(preferred) if one.probability > 0.5] == raised
    # 1 / (1 + e^-2)
    assert all(one.probability in (0.5, pytest.approx(0.881, abs=0.001)) for one in preferred)
