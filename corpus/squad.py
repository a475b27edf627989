"""Reads SQuAD 2.0 JSON, as published: its paragraphs are articles, its questions a question set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.articles import Article, make_article, text_sha256
from corpus.canonical import canonicalise
from corpus.errors import ArticleError


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question of SQuAD: ``answers`` are empty where its paragraph does not answer it."""

    id: str
    question: str
    article_id: str
    answers: tuple[str, ...]


def is_squad(record: Any) -> bool:
    """Tell whether parsed JSON has the outline of SQuAD."""
    return isinstance(record, Mapping) and isinstance(record.get("data"), list)


def squad_articles(record: Mapping[str, Any]) -> Iterator[Article]:
    """Yield the paragraphs as articles, the id of each made of its text.

    Raises:
        ArticleError: a field is missing or of the wrong type.
    """
    for title, paragraph in _paragraphs(record):
        context = str(paragraph["context"])
        yield make_article(context, article_id=_article_id(context), title=title, publisher="SQuAD")


def squad_questions(record: Mapping[str, Any]) -> Iterator[SquadQuestion]:
    """Yield the questions with the ids of their paragraphs' articles.

    Raises:
        ArticleError: a field is missing or of the wrong type.
    """
    for _, paragraph in _paragraphs(record):
        article_id = _article_id(str(paragraph["context"]))
        for asked in paragraph["qas"]:
            answers = () if asked.get("is_impossible") else asked["answers"]
            golds = dict.fromkeys(canonicalise(answer["text"]) for answer in answers)
            yield SquadQuestion(asked["id"], asked["question"], article_id, tuple(golds))


def _paragraphs(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        for entry in record["data"]:
            title = str(entry["title"]).replace("_", " ")
            yield from ((title, paragraph) for paragraph in entry["paragraphs"])
    except (KeyError, TypeError) as error:
        raise ArticleError(f"not SQuAD as published: {error} is missing or of another type") from error


def _article_id(context: str) -> str:
    return f"squad-{text_sha256(canonicalise(context))[:12]}"
