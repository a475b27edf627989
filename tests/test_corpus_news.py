import json
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from corpus import split_sentences

QUESTIONS = Path(__file__).parent.parent / "corpus" / "questions"
NEWS = QUESTIONS / "news"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (NEWS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("part", ["train", "calibration", "test"])
def test_the_gold_of_the_invented_news_is_verbatim(part: str):
    texts = {row["id"]: row["text"] for row in rows(f"{part}-articles")}
    questions = rows(f"{part}-questions")
    assert min(Counter(row["article_id"] for row in questions).values()) >= 26
    assert {row["article_id"] for row in questions} == set(texts)
    for row in questions:
        assert bool(row["evidence"]) == row["answerable"] == (not row["kind"].startswith("unanswerable"))
        check_gold(row, texts[row["article_id"]])


@pytest.mark.parametrize("part", ["news/train-", "news/calibration-", "stories/train-", "stories/test-"])
def test_the_conversations_are_whole_and_their_gold_is_verbatim(part: str):
    texts = {row["id"]: row["text"] for row in rows(f"../{part}articles")}
    said: list[str] = []
    for row in rows(f"../{part}conversations"):
        assert row["history"] == said[: len(row["history"])]
        said = [*row["history"], row["question"]]
        assert bool(row["evidence"]) == row["answerable"] == (row["kind"] != "unanswerable")
        check_gold(row, texts[row["article_id"]])


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_evidence_on_stories_is_whole_sentences(part: str):
    texts = {row["id"]: row["text"] for row in rows(f"../stories/{part}-articles")}
    sentences = {id_: {s.span.slice(text) for s in split_sentences(text)} for id_, text in texts.items()}
    turns = rows(f"../stories/{part}-conversations")
    assert Counter(row["article_id"] for row in turns) == dict.fromkeys(texts, 16)
    for row in turns:
        assert set(row["evidence"]) <= sentences[row["article_id"]], row["id"]


def check_gold(row: dict, text: str) -> None:
    assert all(string in text for string in row["evidence"]), row["id"]
    assert all(any(a in e for e in row["evidence"]) for a in row["answers"]), row["id"]


@pytest.mark.parametrize("name", ["questions", "invented-questions"])
def test_questions_on_paragraphs_come_with_a_twin_that_is_not_answered(name: str):
    lines = (QUESTIONS / "paragraphs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {row["id"]: row for row in map(json.loads, lines)}
    assert len(asked) == len(lines)
    for row in asked.values():
        assert bool(row["evidence_spans"]) == row["answerable"] == (row["kind"] == "answer")
        if row["kind"] == "twin":
            assert asked[row["id"].removesuffix("b") + "a"]["article_id"] == row["article_id"]


def test_no_article_is_in_two_parts_and_none_is_about_what_is_measured():
    parts = [rows(f"{part}-articles") for part in ("train", "calibration", "test")]
    ids = [row["id"] for part in parts for row in part]
    titles = [row["title"] for part in parts for row in part]
    assert len(set(ids)) == len(set(titles)) == len(ids)
    for row in chain.from_iterable(parts):
        assert not {"Hatami", "Fathollah-Nejad", "Assad", "Idlib"} & set(row["text"].split())
