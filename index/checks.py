"""Checks a whole index: every row against its hash, every span, vector and file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus import IndexFault, Layout, ModelError, UserError
from index.encoder import Encoder
from index.library import find_record, open_encoder
from index.record import RECORD_FILE, damaged, read_manifest, reading
from index.rows import StoredArticle, load_article, load_vectors, passages_of

_SAMPLE = 5  # passages encoded again: enough to notice another encoder, quick on any index
_SAME_VECTOR = 0.999


def find_faults(folder: Path) -> Iterator[UserError]:
    """Yield what is wrong with the index at ``folder``: nothing, if all is as it was stored.

    The vector cache is no part of it: a wrong one is made again whenever it is opened.

    Raises:
        UserError: the index cannot be opened at all.
    """
    with reading(find_record(folder)) as connection:
        manifest = read_manifest(connection)
        try:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                yield IndexFault(damaged(folder / RECORD_FILE, verdict))
            faults = list(_row_faults(connection))
            yield from faults
            if not faults:
                yield from _vector_faults(connection, open_encoder(folder, manifest.fingerprint))
        except ModelError as error:
            yield error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            yield IndexFault(damaged(folder / RECORD_FILE, str(error)))


def _row_faults(connection: sqlite3.Connection) -> Iterator[IndexFault]:
    n_passages = 0
    for (number,) in connection.execute("SELECT number FROM articles ORDER BY number").fetchall():
        try:
            stored = load_article(connection, number)
            _check_layout(stored)
            n_passages += sum(1 for _ in passages_of(connection, stored))
        except IndexFault as error:
            yield error
    counts = "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM lexicon)"
    held = connection.execute(counts).fetchone()
    if held != (n_passages, n_passages):
        yield IndexFault(
            f"{held[0]} passages and {held[1]} lexicon entries stand for {n_passages} proved ones; "
            f"run: onrecord index rebuild"
        )


def _check_layout(stored: StoredArticle) -> None:
    layout: Layout = stored.layout
    spans = [*layout.paragraphs, *(s.span for s in layout.sentences)]
    spans += [s.content for s in layout.speeches] + [s.speaker for s in layout.speeches if s.speaker]
    if not all(stored.article.body_start <= s.start and s.end <= len(stored.article.text) for s in spans):
        raise IndexFault(f"article {stored.article.id} has spans outside its body")


def _vector_faults(connection: sqlite3.Connection, encoder: Encoder) -> Iterator[UserError]:
    keys, vectors = load_vectors(connection, encoder.dimension)
    if not len(keys):
        return
    if vectors.shape[1] != encoder.dimension or not np.allclose(
        np.linalg.norm(vectors, axis=1), 1, atol=1e-3
    ):
        yield IndexFault("the vectors are not unit vectors; run: onrecord index rebuild")
        return
    numbers = connection.execute("SELECT DISTINCT article FROM passages LIMIT ?", (_SAMPLE,))
    place = {key: row for row, key in enumerate(keys)}
    for (number,) in numbers.fetchall():
        key, passage = next(passages_of(connection, load_article(connection, number)))
        cosine = float(encoder.encode_passages([passage.search_text])[0] @ vectors[place[key]])
        if cosine < _SAME_VECTOR:
            yield ModelError(
                f"passage {key} has another vector than its encoder gives (cosine {cosine:.3f}); "
                f"run: onrecord index rebuild"
            )
