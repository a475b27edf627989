"""Tells which articles are the same story: syndicated copies, updated versions under another address.

Each article has a MinHash signature of its runs of four words (Broder 1997), kept with the record. Articles
whose signatures agree enough belong to one story, of which a search shows one article.
"""

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import Article

_RUN = 4  # words
_FEWEST_RUNS = 20  # of fewer, two that agree say nothing
_N_VALUES, _ROWS = 128, 4  # two articles that share six in ten runs meet in one of 32 bands for 99 %
SAME_STORY = 0.6  # of all runs in both
_WORD = re.compile(r"\w+")
Signature = NDArray[np.uint32]


def signature_of(article: Article) -> Signature | None:
    """Return the signature of an article's body, (128,) uint32; None if it is too short to have one."""
    from rensa import RMinHash

    words = _WORD.findall(article.text[article.body_start :].casefold())
    runs = {" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}
    if len(runs) < _FEWEST_RUNS:
        return None
    minhash = RMinHash(_N_VALUES, 1)
    minhash.update(sorted(runs))
    return np.asarray(minhash.digest(), dtype=np.uint32)


def insert_story(connection: sqlite3.Connection, number: int, article: Article) -> int:
    """Put the article with this number into its story, a new one if it is like no other; return the story."""
    signature = signature_of(article)
    story = number if signature is None else _find_story(connection, signature) or number
    packed = signature.tobytes() if signature is not None else b""
    connection.execute("INSERT INTO stories VALUES (?, ?, ?)", (number, story, packed))
    if signature is not None:
        rows = [(band, number) for band in _bands(signature)]
        connection.executemany("INSERT INTO bands VALUES (?, ?)", rows)
    return story


def delete_story(connection: sqlite3.Connection, number: int) -> None:
    """Forget the signature of an article; the others of its story stay together."""
    connection.execute("DELETE FROM bands WHERE article = ?", (number,))
    connection.execute("DELETE FROM stories WHERE article = ?", (number,))


def articles_of_story(connection: sqlite3.Connection, number: int, n: int) -> list[int]:
    """Return the numbers of up to ``n`` other articles of the same story as this one."""
    rows = connection.execute(
        "SELECT article FROM stories WHERE story = (SELECT story FROM stories WHERE article = ?) "
        "AND article != ? ORDER BY article LIMIT ?",
        (number, number, n),
    )
    return [other for (other,) in rows]


def stories_of(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return story and article of each of these passages, by their keys."""
    rows = connection.execute(
        "SELECT p.id, s.story, s.article FROM passages AS p JOIN stories AS s ON s.article = p.article "
        "WHERE p.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: (story, article) for key, story, article in rows}


def _find_story(connection: sqlite3.Connection, signature: Signature) -> int | None:
    """Return the story of the article that is most like this one, if it is like enough."""
    rows = connection.execute(
        "SELECT DISTINCT s.article, s.story, s.signature FROM bands AS b JOIN stories AS s "
        "ON s.article = b.article WHERE b.band IN (SELECT value FROM json_each(?))",
        (json.dumps(list(_bands(signature))),),
    )
    alike = [
        (float(np.mean(np.frombuffer(packed, dtype=np.uint32) == signature)), -article, story)
        for article, story, packed in rows
    ]
    best = max(alike, default=None)
    return best[2] if best and best[0] >= SAME_STORY else None


def _bands(signature: Signature) -> Iterator[int]:
    """Yield a number for each band of the signature; equal ones make two articles worth comparing."""
    for place in range(0, _N_VALUES, _ROWS):
        yield zlib.crc32(signature[place : place + _ROWS].tobytes(), place)
