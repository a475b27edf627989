"""Proposes where in the record somebody speaks, and by which names; nothing is proved here.

The names are read where the articles' layouts say that they stand: a tenth of the work of proving an article
and making it ready to be quoted.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus import Span

_ALL = "SELECT number, text, layout -> '$.speeches' FROM articles"
_AMONG = (
    "SELECT number, text, layout -> '$.speeches' FROM articles "
    "WHERE number IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody's words: the number of the article, their place in it, and whose they are.

    ``names`` are as printed, the fullest first; none where nothing says who speaks.
    """

    article: int
    content: Span
    names: tuple[str, ...]


def find_speeches(connection: sqlite3.Connection, numbers: Sequence[int] | None) -> Iterator[Heard]:
    """Yield what is said in the articles of these numbers, or in all of them."""
    among = None if numbers is None else json.dumps(list(numbers))
    rows = connection.execute(_ALL if among is None else _AMONG, () if among is None else (among,))
    for number, text, speeches in rows:
        for speech in json.loads(speeches):
            spans = (speech[role] for role in ("name", "speaker"))
            names = dict.fromkeys(text[span["start"] : span["end"]] for span in spans if span)
            yield Heard(number, Span(**speech["content"]), tuple(names))


def passages_hearing(connection: sqlite3.Connection, heard: Iterable[Heard]) -> set[int]:
    """Return the keys of the passages that hold a part of these words."""
    query = 'SELECT id FROM passages WHERE article = ? AND start < ? AND "end" > ?'
    return {
        key
        for one in heard
        for (key,) in connection.execute(query, (one.article, one.content.end, one.content.start))
    }
