"""Turns JSON into articles: one object, a list of them, a line each, or SQuAD as published.

A list is taken for the articles in it, as many programs export them so, and each entry has its own outcome.
What is no article fails with the place: line and column, the number of the entry, or the key.
"""

import json
import json.scanner
from collections.abc import Iterator, Mapping
from typing import Any, Never

from corpus.articles import Article, make_article
from corpus.errors import ArticleError
from corpus.sources import Source, note_on
from corpus.squad import is_squad, squad_articles

_TEXT_FIELDS = {"id", "title", "publisher", "url", "published", "text"}


def read_json(text: str, name: str) -> Iterator[Source]:
    """Read a JSON file: an article, a list of articles, or SQuAD.

    Raises:
        ArticleError: the file is blank.
    """
    if not text.strip():
        raise ArticleError("no text in it")
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
        article = article_of_fields(record, masthead=[])
        return Source(name, article, note=note_on(f"{record.get('title')}\n{record['text']}"))
    except ArticleError as error:
        return Source(name, reason=str(error), failed=not _is_blank(record))


def _is_blank(record: Any) -> bool:
    """Tell an article whose text is empty from a record that is no article."""
    text = record.get("text") if isinstance(record, Mapping) else None
    return isinstance(text, str) and not text.strip()


def article_of_fields(record: Any, *, masthead: list[str]) -> Article:
    """Make an article of the fields of the contract, whatever their types are.

    Raises:
        ArticleError: a field has the wrong type, or there is no text.
    """
    if not isinstance(record, Mapping):
        raise ArticleError(f"not an object with a text: {json.dumps(record, ensure_ascii=False)[:40]}")
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
        raise ArticleError(f"not JSON: {_with_place(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON that can be read here: {_placed(error, text)}") from error


def _with_place(error: json.JSONDecodeError) -> str:
    return f"{error.msg} at line {error.lineno}, column {error.colno}"


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
    return fields


def _refuse_constant(constant: str) -> Never:
    raise ValueError(f"{constant} is not a number")


class _Placing(json.JSONDecoder):
    """Parses as ``_strict_json`` does, slowly, and tells where the object begins that holds what is wrong."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
        parse: Any = json.decoder.JSONObject  # type: ignore[attr-defined]  # not told of

        def parse_object(start: tuple[str, int], *rest: Any) -> Any:
            try:
                return parse(start, *rest)
            except json.JSONDecodeError:
                raise
            except ValueError as error:
                raise json.JSONDecodeError(_said(error), start[0], start[1] - 1) from error

        self.parse_object = parse_object
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def _placed(error: Exception, text: str) -> str:
    """Return what is wrong, and where the object begins that it is in, if it is in one."""
    try:
        _Placing().decode(text)
    except json.JSONDecodeError as found:
        return _with_place(found).replace(" at line", " in the object at line")
    except (ValueError, RecursionError):
        pass
    return _said(error)


def _said(error: Exception) -> str:
    return str(error).partition("; use sys.")[0]  # which is for programmers
