"""Turns articles and passages into rows of the record and back, each row with a hash of its own."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus import (
    Article,
    IndexFault,
    Layout,
    Passage,
    Span,
    text_sha256,
)
from index.encoder import Vectors
from index.packing import pack_details, unpack_layout, unpack_marks
from index.record import row_hash
from index.stories import delete_story, insert_story
from index.terms import terms

_SELECT_ARTICLE = (
    "SELECT number, id, publisher, title, url, published, authors, text, body_start, sha256, layout, "
    "source, row_sha256 FROM articles "
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of the record, proved by its hashes: ``number`` is its key there.

    ``source`` is the file it was read from; ``earlier`` are the hashes of the texts that it replaced.
    """

    number: int
    article: Article
    layout: Layout
    source: str
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of the record, proved by its hash; ``vector`` is (d,) float32, a unit vector."""

    key: int
    stored: StoredArticle
    passage: Passage
    vector: Vectors


def insert_article(
    connection: sqlite3.Connection,
    article: Article,
    layout: Layout,
    passages: Sequence[Passage],
    vectors: Vectors,
    *,
    source: str,
    earlier: Sequence[str] = (),
) -> int:
    """Insert an article with its passages and their vectors, (n, d) float32, unit rows; return its number."""
    fields = (*_article_fields(article), pack_details(article, layout, earlier), source)
    ((number,),) = connection.execute(
        "INSERT INTO articles (id, publisher, title, url, published, authors, text, body_start, "
        "sha256, layout, source, row_sha256) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) RETURNING number",
        (*fields, row_hash(*fields)),
    ).fetchall()
    for passage, vector in zip(passages, vectors, strict=True):
        row = (number, passage.span.start, passage.span.end, vector.tobytes())
        key = connection.execute(
            'INSERT INTO passages (article, start, "end", vector, row_sha256) VALUES (?,?,?,?,?)',
            (*row, row_hash(article.id, *row[1:])),
        ).lastrowid
        entry = (key, _lexicon_entry(passage.search_text))
        connection.execute("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", entry)
    insert_story(connection, number, article)
    return int(number)


def delete_article(connection: sqlite3.Connection, stored: StoredArticle) -> None:
    """Delete an article, its passages, their vectors and their lexicon entries."""
    for key, passage in passages_of(connection, stored):
        connection.execute(
            "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)",
            (key, _lexicon_entry(passage.search_text)),
        )
    delete_story(connection, stored.number)
    connection.execute("DELETE FROM passages WHERE article = ?", (stored.number,))
    connection.execute("DELETE FROM articles WHERE number = ?", (stored.number,))


def find_article(connection: sqlite3.Connection, article_id: str) -> StoredArticle | None:
    """Return the article with this id, or None.

    Raises:
        IndexFault: its row does not have the hash that it was stored with.
    """
    row = connection.execute(_SELECT_ARTICLE + "WHERE id = ?", (article_id,)).fetchone()
    return row and _stored_article(row)


def find_by_url(connection: sqlite3.Connection, url: str) -> StoredArticle | None:
    """Return the first article at this address, or None.

    Raises:
        IndexFault: its row was altered.
    """
    row = connection.execute(_SELECT_ARTICLE + "WHERE url = ? ORDER BY number", (url,)).fetchone()
    return row and _stored_article(row)


def load_article(connection: sqlite3.Connection, number: int) -> StoredArticle:
    """Return the article with this key in the record, proved by its hashes.

    Raises:
        IndexFault: it is not there, or its row was altered.
    """
    row = connection.execute(_SELECT_ARTICLE + "WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise IndexFault(f"the record lacks article number {number}; run: onrecord index rebuild")
    return _stored_article(row)


def list_articles(connection: sqlite3.Connection) -> Iterator[StoredArticle]:
    """Yield every article in the order of its id.

    Raises:
        IndexFault: a row was altered.
    """
    rows = connection.execute(_SELECT_ARTICLE + "ORDER BY id")
    return map(_stored_article, rows)


def list_sources(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the id of every article and what it was read from; nothing is proved."""
    return connection.execute("SELECT id, source FROM articles ORDER BY id").fetchall()


def newest_articles(connection: sqlite3.Connection, first: int, n: int) -> list[StoredArticle]:
    """Return up to ``n`` articles from number ``first``, counted from 0: the newest first, undated last.

    Raises:
        IndexFault: a row was altered.
    """
    rows = connection.execute(
        _SELECT_ARTICLE + "ORDER BY published IS NULL, published DESC, id LIMIT ? OFFSET ?", (n, first)
    )
    return [_stored_article(row) for row in rows]


def articles_named(connection: sqlite3.Connection, words: str, n: int) -> list[StoredArticle]:
    """Return up to ``n`` articles whose id begins with ``words``, or whose title holds them, in any case.

    Raises:
        IndexFault: a row was altered.
    """
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = connection.execute(
        _SELECT_ARTICLE + "WHERE id LIKE ? ESCAPE '\\' OR title LIKE ? ESCAPE '\\' ORDER BY id LIMIT ?",
        (f"{escaped}%", f"%{escaped}%", n),
    )
    return [_stored_article(row) for row in rows]


def passages_of(connection: sqlite3.Connection, stored: StoredArticle) -> Iterator[tuple[int, Passage]]:
    """Yield the keys and passages of an article, in the order of the text."""
    rows = connection.execute(
        'SELECT id, start, "end", vector, row_sha256 FROM passages WHERE article = ? ORDER BY id',
        (stored.number,),
    )
    for key, start, end, vector, sha256 in rows:
        if row_hash(stored.article.id, start, end, vector) != sha256:
            raise IndexFault(_altered(f"passage {key} of article {stored.article.id}"))
        yield key, make_passage(stored, Span(start, end))


def make_passage(stored: StoredArticle, span: Span) -> Passage:
    """Make the passage that ``span`` covers, with the sentences that it touches."""
    touched = (s for s in stored.layout.sentences if s.span.overlaps(span))
    return Passage(stored.article, span, tuple(touched))


def load_passages(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, StoredPassage]:
    """Return the passages with these keys; keys that the record does not know are left out.

    Raises:
        IndexFault: a row was altered.
    """
    articles: dict[int, StoredArticle] = {}
    found = {}
    for key in keys:
        row = connection.execute(
            'SELECT article, start, "end", vector, row_sha256 FROM passages WHERE id = ?', (key,)
        ).fetchone()
        if row is None:
            continue
        number, start, end, vector, sha256 = row
        if number not in articles:
            articles[number] = load_article(connection, number)
        stored = articles[number]
        if row_hash(stored.article.id, start, end, vector) != sha256:
            raise IndexFault(_altered(f"passage {key} of article {stored.article.id}"))
        passage = make_passage(stored, Span(start, end))
        found[key] = StoredPassage(key, stored, passage, np.frombuffer(vector, dtype=np.float32))
    return found


def vectors_of(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Vectors]:
    """Return the vectors of these passages, each (d,) float32, to rank them by; nothing is proved."""
    rows = connection.execute(
        "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows}


def load_vectors(connection: sqlite3.Connection, dimension: int) -> tuple[list[int], Vectors]:
    """Return all keys and vectors, (n, d) float32, unit rows, in the order of the keys.

    Raises:
        IndexFault: a vector's row was altered.
    """
    keys, rows = [], []
    query = (
        'SELECT p.id, a.id, start, "end", vector, p.row_sha256 FROM passages AS p '
        "JOIN articles AS a ON a.number = p.article ORDER BY p.id"
    )
    for key, article_id, start, end, vector, sha256 in connection.execute(query):
        if row_hash(article_id, start, end, vector) != sha256:
            raise IndexFault(_altered(f"passage {key} of article {article_id}"))
        keys.append(key)
        rows.append(np.frombuffer(vector, dtype=np.float32))
    return keys, np.stack(rows) if rows else np.empty((0, dimension), dtype=np.float32)


def count_rows(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the number of articles and of passages."""
    counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
    n_articles, n_passages = connection.execute(counts).fetchone()
    return n_articles, n_passages


def keys_of_articles(connection: sqlite3.Connection, article_ids: Iterable[str]) -> list[int]:
    """Return the keys of these articles' passages, in order."""
    wanted = json.dumps(sorted(article_ids))
    rows = connection.execute(
        "SELECT p.id FROM passages AS p JOIN articles AS a ON a.number = p.article "
        "WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
        (wanted,),
    )
    return [key for (key,) in rows]


def _article_fields(article: Article) -> tuple[Any, ...]:
    return (
        article.id,
        article.publisher,
        article.title,
        article.url,
        article.published,
        json.dumps(article.authors, ensure_ascii=False),
        article.text,
        article.body_start,
        article.sha256,
    )


def _stored_article(row: tuple[Any, ...]) -> StoredArticle:
    number, *fields, sha256 = row
    article_id, publisher, title, url, published, authors, text, body_start, text_hash, *rest = fields
    if row_hash(*fields) != sha256 or text_sha256(text) != text_hash:
        raise IndexFault(_altered(f"article {article_id}"))
    layout, source = rest
    packed = json.loads(layout)
    article = Article(
        article_id, publisher, title, url, published, tuple(json.loads(authors)), text, body_start,
        text_hash, unpack_marks(packed),
    )  # fmt: skip
    return StoredArticle(number, article, unpack_layout(packed), source, tuple(packed.get("earlier", ())))


def _lexicon_entry(text: str) -> str:
    return " ".join(terms(text))


def _altered(what: str) -> str:
    return f"{what} was altered in the record and is not shown; run: onrecord index rebuild"
