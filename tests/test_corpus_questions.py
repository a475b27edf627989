import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus import Article, read_sources, shipped_articles
from index import terms

KINDS = {
    "fact",
    "quote",
    "metadata",
    "paraphrase",
    "keywords",
    "typo",
    "follow-up",
    "yes-no",
    "several",
    "unanswerable-tempting",
    "unanswerable-near",
    "unanswerable-off-topic",
}
TEXT_FIELDS = ("id", "question", "article_id", "kind")
LIST_FIELDS = ("evidence", "answers", "history")

Record = dict[str, Any]  # as parsed: the types of its values are what is tested


def read_records() -> Iterator[Record]:
    path = Path(corpus.__file__).with_name("questions") / "media-line.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


RECORDS = list(read_records())
EACH = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])


@pytest.fixture(scope="module")
def article() -> Article:
    (source,) = read_sources(shipped_articles())
    assert source.article is not None
    return source.article


@EACH
def test_a_question_has_exactly_the_fields_of_the_contract(record: Record) -> None:
    assert record.keys() == {*TEXT_FIELDS, *LIST_FIELDS, "answerable", "speaker"}
    assert all(isinstance(record[field], str) and record[field].strip() for field in TEXT_FIELDS)
    assert all(isinstance(record[field], list) for field in LIST_FIELDS)
    assert all(isinstance(text, str) and text.strip() for field in LIST_FIELDS for text in record[field])
    assert isinstance(record["answerable"], bool)
    assert record["speaker"] is None or isinstance(record["speaker"], str)


@EACH
def test_gold_is_verbatim_in_the_article_that_ships(record: Record, article: Article) -> None:
    assert record["article_id"] == article.id
    speakers = [record["speaker"]] if record["speaker"] is not None else []
    gold = [*record["evidence"], *record["answers"], *speakers]
    assert [text for text in gold if not text or text not in article.text] == []


@EACH
def test_an_answer_lies_inside_its_evidence(record: Record) -> None:
    outside = [a for a in record["answers"] if not any(a in evidence for evidence in record["evidence"])]
    assert outside == []


@EACH
def test_a_question_has_gold_exactly_when_the_article_answers_it(record: Record) -> None:
    assert record["kind"].startswith("unanswerable-") is not record["answerable"]
    assert bool(record["evidence"]) is record["answerable"]
    if not record["answerable"]:
        assert (record["answers"], record["speaker"]) == ([], None)


@EACH
def test_a_follow_up_has_a_history(record: Record) -> None:
    if record["kind"] == "follow-up":
        assert record["history"]


@EACH
def test_a_paraphrase_shares_no_term_with_its_evidence(record: Record) -> None:
    if record["kind"] == "paraphrase":
        shared = {term for evidence in record["evidence"] for term in terms(evidence)}
        assert shared.isdisjoint(terms(record["question"]))


def test_no_two_questions_are_the_same() -> None:
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    asked = {(record["question"].casefold(), *record["history"]) for record in RECORDS}
    assert len(asked) == len(RECORDS)


def test_a_third_goes_unanswered_and_half_of_those_tempt() -> None:
    kinds = Counter(record["kind"] for record in RECORDS)
    unanswerable = sum(not record["answerable"] for record in RECORDS)
    assert len(RECORDS) >= 60
    assert unanswerable * 3 >= len(RECORDS)
    assert kinds["unanswerable-tempting"] * 2 >= unanswerable


def test_every_kind_occurs_at_least_three_times() -> None:
    kinds = Counter(record["kind"] for record in RECORDS)
    assert kinds.keys() == KINDS
    assert [kind for kind, count in kinds.items() if count < 3] == []
