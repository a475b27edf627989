"""Checks the quotes of old answers against the record: ok, changed, or gone."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import ArticleError
from index import Library, Snapshot, find_article

_CHANGED = 3  # the exit code of an article that is not what it was


def verify_answers(library: Library, file: Path) -> int:
    """Print the state of every quote in ``file``; return 0 if all are as they were, else 3.

    ``file`` holds one answer of the contract, or one a line.

    Raises:
        ArticleError: the file cannot be read as answers.
    """
    quotes = list(_read_quotes(file))
    with library.snapshot() as snapshot:
        states = [_state(snapshot, quote) for quote in quotes]
    for quote, state in zip(quotes, states, strict=True):
        article = quote["article"]
        print(f"{state}\t{article['id']}\t{quote['start']}..{quote['end']}\t{quote['text']!r}")
    counts = Counter(states)
    print(", ".join(f"{counts[state]} {state}" for state in ("ok", "changed", "gone")))
    return 0 if counts["ok"] == len(quotes) else _CHANGED


def _state(snapshot: Snapshot, quote: dict[str, Any]) -> str:
    stored = find_article(snapshot.connection, quote["article"]["id"])
    if stored is None:
        return "gone"
    same_text = stored.article.sha256 == quote["article"]["sha256"]
    slice_now = stored.article.text[quote["start"] : quote["end"]]
    return "ok" if same_text and slice_now == quote["text"] else "changed"


def _read_quotes(file: Path) -> Iterator[dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{file} cannot be read: {error}") from error
    for number, answer in enumerate(_answers(text, file), 1):
        try:
            for quote in [*answer["quotes"], *answer["nearest"]]:
                _check_fields(quote)
                yield quote
        except (KeyError, TypeError) as error:
            raise ArticleError(f"{file}: answer {number} is not of onrecord's making") from error


def _answers(text: str, file: Path) -> list[Any]:
    """Parse one answer, on as many lines as it likes, or one a line."""
    try:
        return [json.loads(text)]
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
    try:
        answers = [json.loads(line) for line in lines]
    except ValueError as error:
        raise ArticleError(f"{file} is not JSON: {error}") from error
    if not answers:
        raise ArticleError(f"{file} is empty; it should hold what 'onrecord ask --json' printed")
    return answers


def _check_fields(quote: dict[str, Any]) -> None:
    kinds = {"text": str, "start": int, "end": int, "article": dict}
    if not all(isinstance(quote[key], kind) for key, kind in kinds.items()):
        raise TypeError
    if not all(isinstance(quote["article"][key], str) for key in ("id", "sha256")):
        raise TypeError
