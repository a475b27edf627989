from pathlib import Path
from typing import Any

import pytest

from index.training.whole_squad import add_unanswerable, join_tokens, read_pairs


def squad() -> dict[str, Any]:
    """Two paragraphs with a question each."""
    ids = ("57300a5fa23a5019007fcca1", "57300bb5947a6a140053cfe0")
    return {"data": [{"paragraphs": [{"qas": [{"id": number, "answers": ["…"]}]} for number in ids]}]}


def test_questions_of_one_time_go_to_the_paragraph_of_the_one_that_is_paired():
    whole = squad()
    labelled = [
        ("5acd190e07355d001abf34a4", "Who left the islands ?"),
        ("5acd190e07355d001abf34a5", "Who never came ?"),
        ("5acd68e807355d001abf4102", "When did nobody come ?"),
    ]
    assert add_unanswerable(whole, {"5acd190e07355d001abf34a5": "57300bb5947a6a140053cfe0"}, labelled) == 2
    first, second = whole["data"][0]["paragraphs"]
    assert [asked["id"] for asked in first["qas"]] == ["57300a5fa23a5019007fcca1"]
    assert second["qas"][1:] == [
        {"id": "5acd190e07355d001abf34a4", "question": "Who left the islands?", "answers": []},
        {"id": "5acd190e07355d001abf34a5", "question": "Who never came?", "answers": []},
    ]


def test_a_pair_with_a_question_that_the_file_lacks_adds_nothing():
    whole = squad()
    assert add_unanswerable(whole, {"5ad0": "5ad1"}, [("5ad0", "Who ?")]) == 0
    assert whole == squad()


def test_pairs_are_those_of_the_training_file(tmp_path: Path):
    for part in ("train", "dev", "test"):
        for kind in ("answerable", "unanswerable"):
            file = tmp_path / f"{part}-{kind}-questions.txt"
            file.write_text(f"{part}-{kind}\twhat is it ?\t1\t2\n", encoding="utf-8")
    assert read_pairs(tmp_path) == {
        "train-unanswerable": "train-answerable",
        "dev-unanswerable": "dev-answerable",
    }


@pytest.mark.parametrize(
    ("tokens", "question"),
    [
        ("What is n't in Yale 's library ?", "What isn't in Yale's library?"),
        ("Who wrote `` The Tide '' in the 1990 's ?", 'Who wrote "The Tide" in the 1990\'s?'),
        ("Why is it half - baked ( or raw ) , then ?", "Why is it half-baked (or raw), then?"),
        ("Who paid $ 5,000 ?", "Who paid $5,000?"),
    ],
)
def test_words_are_joined_as_people_write_them(tokens: str, question: str):
    assert join_tokens(tokens) == question
