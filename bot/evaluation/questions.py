"""Reads question sets: JSON lines or SQuAD 2.0, every gold string checked against its article.

What is wrong with a set is never scored as a miss: each bad question is named with its line.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Article, ArticleError, canonicalise, is_squad, squad_questions

_STRINGS = ("id", "question")
_LISTS = ("evidence", "answers", "history")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what answers it: any one of ``evidence``, else any one of ``answers``."""

    id: str
    question: str
    answerable: bool
    article_id: str | None
    evidence: tuple[str, ...]
    answers: tuple[str, ...]
    speaker: str | None
    history: tuple[str, ...]
    kind: str

    @property
    def golds(self) -> tuple[str, ...]:
        """The strings of which a right quote holds at least one."""
        return self.evidence or self.answers


@dataclass(frozen=True, slots=True)
class BadQuestion:
    """What is wrong with one question of a set, and where."""

    place: str
    reason: str


def read_questions(
    path: Path, find_article: Callable[[str], Article | None], holds: Callable[[str], bool]
) -> tuple[list[Question], list[BadQuestion]]:
    """Read a question set and check it; ids are unique among the questions returned.

    Args:
        path: The set: ``.json`` as SQuAD, anything else as JSON lines.
        find_article: Returns the article with an id, or None.
        holds: Tells whether any article holds a string, for questions that name no article.

    Raises:
        ArticleError: the file cannot be read, or holds no question.
    """
    good: dict[str, Question] = {}
    bad: list[BadQuestion] = []
    for place, record in _records(path):
        try:
            question = _question_of(record)
            if question.id in good:
                raise ArticleError(f"id {question.id!r} stands twice")
            _check_golds(question, find_article, holds)
        except ArticleError as error:
            bad.append(BadQuestion(place, str(error)))
        else:
            good[question.id] = question
    if not good and not bad:
        raise ArticleError(f"{path} holds no question")
    return list(good.values()), bad


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each question as parsed, an ArticleError where it could not be, with its place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read: {error}") from error
    if path.suffix == ".json":
        yield from _squad_records(text, path)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"line {number}", ArticleError(f"not JSON: {error}")


def _squad_records(text: str, path: Path) -> Iterator[tuple[str, Any]]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{path} is not JSON: {error}") from error
    if not is_squad(record):
        raise ArticleError(f"{path} is not SQuAD 2.0; question sets of our own are JSON lines (.jsonl)")
    for number, asked in enumerate(squad_questions(record), 1):
        fields = {"id": asked.id, "question": asked.question, "article_id": asked.article_id}
        kind = "answerable" if asked.answers else "unanswerable"
        more = {"answerable": bool(asked.answers), "answers": list(asked.answers), "kind": kind}
        yield f"question {number}", {**fields, **more}


def _question_of(record: Any) -> Question:
    if isinstance(record, ArticleError):
        raise record
    if not isinstance(record, dict):
        raise ArticleError("not an object")
    _check_types(record)
    lists = {key: tuple(map(canonicalise, record.get(key) or ())) for key in _LISTS}
    return Question(
        id=record["id"],
        question=record["question"],
        answerable=record["answerable"],
        article_id=record.get("article_id"),
        speaker=record.get("speaker"),
        kind=record.get("kind") or "other",
        **lists,
    )


def _check_types(record: dict[str, Any]) -> None:
    for key in _STRINGS:
        if not isinstance(record.get(key), str) or not record[key].strip():
            raise ArticleError(f"{key}: missing, empty or not a string")
    if not isinstance(record.get("answerable"), bool):
        raise ArticleError("answerable: neither true nor false")
    for key in _LISTS:
        values = record.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ArticleError(f"{key}: not a list of strings")
    for key in ("article_id", "speaker", "kind"):
        if not isinstance(record.get(key), str | None):
            raise ArticleError(f"{key}: not a string")
    if record.get("kind") == "all":
        raise ArticleError("kind: 'all' is the name of all kinds together")


def _check_golds(
    question: Question, find_article: Callable[[str], Article | None], holds: Callable[[str], bool]
) -> None:
    if question.answerable and not question.golds:
        raise ArticleError("answerable, but neither evidence nor answers are given")
    if not question.answerable and question.golds:
        raise ArticleError("not answerable, yet evidence or answers are given")
    article = find_article(question.article_id) if question.article_id else None
    if question.article_id and article is None:
        raise ArticleError(f"article {question.article_id!r} is not in the index")
    for gold in (*question.evidence, *question.answers):
        if not (gold in article.text if article else holds(gold)):
            raise ArticleError(f"{gold[:60]!r} is not in {_where(article, gold)}")


def _where(article: Article | None, gold: str) -> str:
    if article is None:
        return "any article"
    same = " ".join(gold.split()) in " ".join(article.text.split())
    return f"article {article.id}" + (" in these spaces and line breaks" if same else "")
