import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.squad import exact_match, normalise, scorable, token_f1

# What the official evaluate-v2.0.py makes of them.
NORMALISED = {
    "The  U.S. Army's": "us armys",
    "an apple\ta day": "apple day",
    "A.N. Other": "other",  # articles go after punctuation
    "Athens, anthem": "athens anthem",  # an article is a whole word
    "state-of-the-art": "stateoftheart",
    "“Army”": "“army”",  # only ASCII punctuation goes
    "The": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), NORMALISED.items())
def test_text_is_normalised_as_by_the_official_script(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_exact_match_ignores_case_articles_punctuation_and_white_space() -> None:
    assert exact_match("the  army!", ["Navy", "Army"]) == 1
    assert exact_match("army base", ["Army"]) == 0
    assert exact_match("", ["Army"]) == 0


def test_an_answer_of_which_nothing_is_left_is_not_scorable() -> None:
    assert scorable(["The", "…", "!", "Army"]) == ["…", "Army"]
    assert exact_match("", ["The"]) == 0
    assert token_f1("", ["The"]) == 0
    assert token_f1("army", []) == 0


@pytest.mark.parametrize(
    ("prediction", "gold", "expected"),
    [
        ("quick brown fox", "the brown fox jumps", 2 / 3),  # P 2/3, R 2/3
        ("big river", "big brown river", 4 / 5),  # P 2/2, R 2/3
        ("New York, New York", "New York", 2 / 3),  # a word counts as often as in both: P 2/4, R 2/2
        ("Army", "the army", 1),
        ("army", "navy", 0),
        ("", "navy", 0),
    ],
)
def test_token_f1_is_the_harmonic_mean_of_precision_and_recall(
    prediction: str, gold: str, expected: float
) -> None:
    assert token_f1(prediction, [gold]) == pytest.approx(expected, abs=1e-15)


def test_the_best_gold_answer_counts() -> None:
    assert token_f1("big river", ["sea", "big brown river", "river"]) == 4 / 5


def f1_in_the_words_of_the_script(prediction: str, gold: str) -> float:
    def words(text: str) -> list[str]:
        text = "".join(c for c in text.lower() if c not in set(string.punctuation))
        return re.sub(r"\b(a|an|the)\b", " ", text).split()

    predicted, wanted = words(prediction), words(gold)
    common = sum(min(predicted.count(word), wanted.count(word)) for word in set(predicted))
    if not common:
        return 0.0
    precision, recall = common / len(predicted), common / len(wanted)
    return 2 * precision * recall / (precision + recall)


WORDY = st.lists(st.sampled_from(["a", "The", "red", "Red", "fox's", "fox", "-", "é", "2.5"])).map(" ".join)


@given(WORDY, WORDY)
def test_token_f1_agrees_with_counting_words_one_by_one(prediction: str, gold: str) -> None:
    assert token_f1(prediction, [gold]) == pytest.approx(f1_in_the_words_of_the_script(prediction, gold))
