import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import corpus
from bot.conversation.leaning import leans_back
from corpus import read_sources, shipped_articles

FOLDER = Path(corpus.__file__).with_name("questions")
Record = dict[str, Any]  # as parsed: the types of its values are what is tested

RECORDS: list[Record] = [
    json.loads(line) for line in (FOLDER / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
]
EACH = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    sources = read_sources([*shipped_articles(), FOLDER / "conversations-articles.jsonl"])
    articles = [source.article for source in sources]
    return {article.id: article.text for article in articles if article is not None}


@EACH
def test_gold_is_verbatim_in_its_article(record: Record, texts: dict[str, str]) -> None:
    speakers = [record["speaker"]] if record["speaker"] is not None else []
    gold = [*record["evidence"], *record["answers"], *speakers]
    assert [text for text in gold if not text or text not in texts[record["article_id"]]] == []
    assert bool(record["evidence"]) is record["answerable"]


@EACH
def test_an_answer_lies_inside_its_evidence(record: Record) -> None:
    outside = [a for a in record["answers"] if not any(a in evidence for evidence in record["evidence"])]
    assert outside == []


@EACH
def test_a_turn_has_the_questions_before_it(record: Record) -> None:
    assert record["history"]
    assert record["question"] not in record["history"]


def test_a_change_of_subject_never_leans_back() -> None:
    changes = [record["question"] for record in RECORDS if record["kind"] == "change-of-subject"]
    assert [question for question in changes if leans_back(question)] == []


def test_a_third_of_the_turns_change_the_subject() -> None:
    kinds = Counter(record["kind"] for record in RECORDS)
    assert kinds == {"follow-up": 31, "change-of-subject": 17}
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
