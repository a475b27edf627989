"""Turns JSON into articles: one object, a list of them, a line each, or SQuAD as published."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.articles import Article, make_article
from corpus.errors import ArticleError
from corpus.sources import Source
from corpus.squad import is_squad, squad_articles

_TEXT_FIELDS = {"id", "title", "publisher", "url", "published", "text"}


def read_json(text: str, name: str) -> Iterator[Source]:
    """Read a JSON file: an article, a list of articles, or SQuAD."""
    try:
        found = _strict_json(text)
    except ArticleError as error:
        yield Source(name, reason=str(error), failed=True)
        return
    if is_squad(found):
        yield from (Source(f"{name}:{n}", article) for n, article in enumerate(squad_articles(found), 1))
        return
    for number, record in enumerate(found if isinstance(found, list) else [found], 1):
        yield _source_of(record, f"{name}:{number}" if isinstance(found, list) else name)


def read_json_lines(text: str, name: str) -> Iterator[Source]:
    """Read JSON lines: an article each.

    Raises:
        ArticleError: there is no line.
    """
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise ArticleError("no text in it")
    for number, line in lines:
        try:
            record = _strict_json(line)
        except ArticleError as error:
            yield Source(f"{name}:{number}", reason=str(error), failed=True)
        else:
            yield _source_of(record, f"{name}:{number}")


def _source_of(record: Any, name: str) -> Source:
    try:
        return Source(name, article_of_fields(record, masthead=[]))
    except ArticleError as error:
        return Source(name, reason=str(error), failed=True)


def article_of_fields(record: Any, *, masthead: list[str]) -> Article:
    """Make an article of the fields of the contract, whatever their types are.

    Raises:
        ArticleError: a field has the wrong type, or there is no text.
    """
    if not isinstance(record, Mapping):
        raise ArticleError("not an object with a text")
    for key in _TEXT_FIELDS & record.keys():
        if not isinstance(record[key], str | None):
            raise ArticleError(f"{key}: not a string")
    authors = record.get("authors") or []
    if not isinstance(authors, list) or not all(isinstance(author, str) for author in authors):
        raise ArticleError("authors: not a list of strings")
    if not record.get("text"):
        raise ArticleError("no text in it")
    fields = {key: record.get(key) for key in ("publisher", "title", "url", "published")}
    return make_article(
        record["text"], article_id=record.get("id"), authors=authors, masthead=masthead, **fields
    )


def _strict_json(text: str) -> Any:
    """Parse JSON as the standard has it: no duplicate keys, no NaN, no runaway depth or number."""
    try:
        return json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ArticleError(f"not JSON: {error.msg} at {where}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON that can be read here: {error}") from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
    return fields


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")
