from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BRIDGE

from index import Library, Retrieved, respell, retrieve
from index.encoder import HashingEncoder

GUESTS = {
    "id": "guests",
    "title": "Hizbullah and Niger sign for the harbour",
    "publisher": "The Harbour Post",
    "text": (
        "Minister Mohammed Kharroubi met Hizbullah in Niger. He praised the reconstruction of a harbour.\n\n"
        "The design of the pier pleased Hussein. Iran paid for the Rouge hall."
    ),
}


@pytest.fixture
def respelt(
    write_jsonl: Callable[..., Path],
    add: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], str]:
    """Respell a question for an index of two articles, with an encoder that knows a few words."""
    add(write_jsonl(BRIDGE, GUESTS))
    common = {"resign", "iraq", "nigeria", "hezbollah", "what", "rogue"}
    monkeypatch.setattr(HashingEncoder, "count_tokens", lambda _, text: 1 if text.casefold() in common else 2)

    def run(question: str) -> str:
        with Library(tmp_path / "index").snapshot() as snapshot:
            return respell(snapshot, question, lambda: retrieve(snapshot, question, 20))

    return run


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What did the minster say?", "What did the minister say?"),
        ("WHO IS THE MINSTER", "WHO IS THE Minister"),
        ("the reconstuction of the harbuor", "the reconstruction of the harbour"),
        ("Who leads Hezbollah?", "Who leads Hizbullah?"),
        ("who leads hezbollah", "who leads hizbullah"),
        ("Where did Muhammad Kharoubi go?", "Where did Mohammed Kharroubi go?"),
        ("Why was Husain pleased?", "Why was Hussein pleased?"),
    ],
)
def test_an_unknown_word_is_read_as_the_articles_spell_it(
    respelt: Callable[[str], str], typed: str, meant: str
) -> None:
    assert respelt(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the harbour bridge?",  # nothing unknown
        "Did the minister resign?",  # a word of its own, not "design"
        "Does Iraq pay?",  # not Iran
        "Who governs Nigeria?",  # not Niger: another number of syllables
        "A rogue hall",  # an English word, though it sounds like a name
        "Who is Kharabi?",  # too far
        "xyz",
        "",
    ],
)
def test_other_words_stay_as_they_are(respelt: Callable[[str], str], question: str) -> None:
    assert respelt(question) == question


def test_a_question_without_unknown_words_is_not_retrieved_twice(index: Path) -> None:
    def never() -> list[Retrieved]:
        raise AssertionError("retrieved")

    with Library(index).snapshot() as snapshot:
        assert respell(snapshot, "Who opened the harbour bridge?", never) == "Who opened the harbour bridge?"
