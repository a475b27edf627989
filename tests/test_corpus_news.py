import json
from collections import Counter
from pathlib import Path

import pytest

NEWS = Path(__file__).parent.parent / "corpus" / "questions" / "news"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (NEWS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("part", "n"), [("train", 90), ("calibration", 14)])
def test_the_gold_of_the_invented_news_is_verbatim(part: str, n: int):
    texts = {row["id"]: row["text"] for row in rows(f"{part}-articles")}
    questions = rows(f"{part}-questions")
    assert len(texts) == n
    assert Counter(row["article_id"] for row in questions) == dict.fromkeys(texts, 26)
    for row in questions:
        assert bool(row["evidence"]) == row["answerable"] == (not row["kind"].startswith("unanswerable"))
        assert all(string in texts[row["article_id"]] for string in row["evidence"]), row["id"]
        assert all(any(a in e for e in row["evidence"]) for a in row["answers"]), row["id"]


def test_no_article_is_in_both_parts_and_none_is_about_what_is_measured():
    train, calibration = rows("train-articles"), rows("calibration-articles")
    assert not {row["title"] for row in train} & {row["title"] for row in calibration}
    for row in [*train, *calibration]:
        assert not {"Hatami", "Fathollah-Nejad", "Assad", "Idlib"} & set(row["text"].split())
