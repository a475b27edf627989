"""Reads what can still be proved of a record that may be damaged."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import IndexFault
from index.record import MENDABLE_FORMATS, read_manifest, reading
from index.rows import StoredArticle, load_article


class Salvage:
    """The articles of a record that its hashes prove, and the names of those that they don't.

    ``encoder_name`` is None where the manifest cannot be read.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.lost: list[str] = []
        self.generation, self.encoder_name = self._read_manifest()

    def articles(self) -> Iterator[StoredArticle]:
        """Yield the articles that are intact; name the others in ``lost``."""
        for number, article_id in self._list():
            try:
                yield load_article(self._connection, number)
            except (IndexFault, sqlite3.DatabaseError, UnicodeDecodeError):
                self.lost.append(str(article_id))

    def _list(self) -> list[tuple[int, str]]:
        found = []
        try:
            for row in self._connection.execute("SELECT number, id FROM articles ORDER BY number"):
                found.append(row)
        except sqlite3.DatabaseError:
            self.lost.append("articles beyond the damage, whose names cannot be read")
        return found

    def _read_manifest(self) -> tuple[int, str | None]:
        try:
            manifest = read_manifest(self._connection)
        except (IndexFault, sqlite3.DatabaseError):
            return int(time.time()), None  # above any generation that readers may hold
        return manifest.generation, manifest.encoder


@contextmanager
def salvaging(path: Path) -> Iterator[Salvage]:
    """Open a record that may be damaged.

    Raises:
        IndexFault: the file is not a record at all.
    """
    with reading(path, MENDABLE_FORMATS) as connection:
        yield Salvage(connection)
