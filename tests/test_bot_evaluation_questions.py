import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.questions import read_questions
from corpus import Article, ArticleError, make_article, read_sources

ARTICLE = make_article("Mayor Brandt opened the bridge.\nIt cost $3.5 billion.", article_id="bridge")
GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "Who opened the bridge?",
    "answerable": True,
    "article_id": "bridge",
    "evidence": ["Mayor Brandt opened the bridge."],
    "answers": ["Mayor Brandt"],
    "speaker": None,
    "history": [],
    "kind": "fact",
}


def find(article_id: str) -> Article | None:
    return ARTICLE if article_id == "bridge" else None


def read(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    good, bad = read_questions(path, find, lambda text: text in ARTICLE.text)
    return [question.id for question in good], [(one.place, one.reason) for one in bad]


def test_a_good_question_is_read_as_it_stands(write_jsonl: Callable[..., Path]) -> None:
    good, bad = read_questions(write_jsonl(GOOD), find, lambda text: False)
    assert bad == []
    assert good[0].golds == ("Mayor Brandt opened the bridge.",)
    assert (good[0].kind, good[0].history, good[0].speaker) == ("fact", (), None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": " "}, "question: missing, empty or not a string"),
        ({"id": 5}, "id: missing, empty or not a string"),
        ({"answerable": "yes"}, "answerable: neither true nor false"),
        ({"evidence": "Mayor"}, "evidence: not a list of strings"),
        ({"history": [1]}, "history: not a list of strings"),
        ({"speaker": 1}, "speaker: not a string"),
        ({"kind": "all"}, "kind: 'all' is the name of all kinds together"),
        ({"article_id": "owls"}, "article 'owls' is not in the index"),
        ({"evidence": ["Mayor Brandt closed it."]}, "'Mayor Brandt closed it.' is not in article bridge"),
        (
            {"evidence": ["bridge. It cost"]},
            "'bridge. It cost' is not in article bridge in these spaces and line breaks",
        ),
        ({"evidence": [], "answers": []}, "answerable, but neither evidence nor answers are given"),
        ({"answerable": False}, "not answerable, yet evidence or answers are given"),
        ({"article_id": None, "answers": ["Lund"]}, "'Lund' is not in any article"),
    ],
)
def test_what_is_wrong_with_a_question_is_named_with_its_line(
    write_jsonl: Callable[..., Path], change: dict[str, Any], reason: str
) -> None:
    path = write_jsonl(GOOD, {**GOOD, "id": "q2", **change})
    assert read(path) == (["q1"], [("line 2", reason)])


def test_lines_that_are_no_questions_are_named_too(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n\n{{\n[1]\n{json.dumps(GOOD)}\n", encoding="utf-8")
    good, bad = read(path)
    assert good == ["q1"]
    assert [place for place, _ in bad] == ["line 3", "line 4", "line 5"]
    assert [reason.partition(":")[0] for _, reason in bad] == [
        "not JSON",
        "not an object",
        "id 'q1' stands twice",
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_set_without_a_question_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=r"holds no question|cannot be read"):
        read(path)


SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Harbour_bridges",
            "paragraphs": [
                {
                    "context": "The bridge cost\r\n$3.5 billion.",
                    "qas": [
                        {
                            "id": "a",
                            "question": "What did it cost?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "$3.5 billion", "answer_start": 17},
                                {"text": "$3.5 billion", "answer_start": 17},
                            ],
                        },
                        {"id": "b", "question": "Who paid?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        }
    ],
}


def test_squad_is_both_articles_and_questions(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(SQUAD), encoding="utf-8")
    (source,) = read_sources([path])
    article = source.article
    assert article is not None
    assert (article.title, article.text) == ("Harbour bridges", "The bridge cost\n$3.5 billion.")
    good, bad = read_questions(path, {article.id: article}.get, lambda text: False)
    assert bad == []
    assert [(q.id, q.answerable, q.answers, q.kind) for q in good] == [
        ("a", True, ("$3.5 billion",), "answerable"),
        ("b", False, (), "unanswerable"),
    ]


@pytest.mark.parametrize("content", ["{", "[]", '{"data": [{"title": "x"}]}', '{"data": [5]}'])
def test_json_that_is_not_squad_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ArticleError):
        read(path)
