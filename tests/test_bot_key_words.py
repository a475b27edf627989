from pathlib import Path

import pytest

from bot.key_words import asks_anything, read_key_words
from bot.settings import Settings
from bot.wiring import make_engine


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("sanctions", {"sanction"}),
        ("Golan Heights", {"golan", "height"}),
        ("tell me about the Golan Heights", {"golan", "height"}),
        ("any news on Fathollah-Nejad", {"fathollah", "nejad"}),
        ("350,000 dead", {"350000", "dead"}),
        ("sanctions?", set()),
        ("Who signed the pact", set()),
        ("who's Hatami", set()),
        ("isn't Russia an ally", set()),
        ("Iran is leaving Syria", set()),
        ("thanks", set()),
        ("", set()),
    ],
)
def test_key_words_are_no_question(typed: str, terms: set[str]) -> None:
    assert read_key_words(typed) == terms


@pytest.mark.parametrize("typed", ["Thanks!", "ok, great", "no thank you", "hello", "is it?", "…"])
def test_courtesy_asks_nothing(typed: str) -> None:
    assert not asks_anything(typed)


@pytest.mark.parametrize("typed", ["great powers", "Who pays the fine?", "Hello, who is Hatami?", "Idlib"])
def test_whatever_has_another_word_asks_something(typed: str) -> None:
    assert asks_anything(typed)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("sanctions", "U.S. sanctions once again begin to take a bite"),
        ("technology exchange", "plans for military “technology” exchange"),
        ("airstrikes Hizbullah weaponry", "dozens of airstrikes in Syria"),
        ("350,000", "more than 350,000 people dead"),
    ],
)
def test_a_search_finds_the_sentence_that_has_its_words(shipped_index: Path, search: str, found: str) -> None:
    answer = make_engine(Settings(shipped_index)).answer(search)
    assert answer.answered
    assert found in answer.quotes[0].text


@pytest.mark.parametrize("search", ["nuclear program", "technology transfer Moscow", "Netanyahu"])
def test_a_search_for_what_is_not_there_is_refused(shipped_index: Path, search: str) -> None:
    assert not make_engine(Settings(shipped_index)).answer(search).answered


def test_thanks_are_no_question(shipped_index: Path) -> None:
    answer = make_engine(Settings(shipped_index)).answer("Thanks, great!")
    assert not answer.answered
    assert answer.nearest == ()
    assert answer.reason == "the question has no words to search for"
