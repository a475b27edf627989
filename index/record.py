"""Opens the record: the SQLite file that holds every article, its layout, passages and vectors.

SQLite is the record, everything else in the folder a cache of it. Each row carries a hash of its
own, so that a flipped bit is caught before it is shown. A change is one transaction that raises
the generation; a reader sees one committed generation from its first look to its last.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus import IndexFault, ResourceError
from index.sqlite_errors import translated_errors

RECORD_FILE = "record.sqlite"
APPLICATION_ID = 0x4F6E5263  # "OnRc": what `file` and a reader know the record by
FORMAT = 2
MENDABLE_FORMATS = frozenset({1, FORMAT})  # what a rebuild reads: 1 told no stories apart

_SCHEMA = """
CREATE TABLE manifest (fields TEXT NOT NULL, row_sha256 BLOB NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, publisher TEXT, title TEXT NOT NULL,
    url TEXT, published TEXT, authors TEXT NOT NULL, text TEXT NOT NULL, body_start INTEGER NOT NULL,
    sha256 TEXT NOT NULL, layout TEXT NOT NULL, source TEXT NOT NULL, row_sha256 BLOB NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL, row_sha256 BLOB NOT NULL);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_source ON articles (source);
CREATE TABLE stories (article INTEGER PRIMARY KEY, story INTEGER NOT NULL, signature BLOB NOT NULL);
CREATE INDEX articles_of_story ON stories (story);
CREATE TABLE bands (band INTEGER NOT NULL, article INTEGER NOT NULL);
CREATE INDEX articles_in_band ON bands (band);
CREATE INDEX bands_of_article ON bands (article);
CREATE VIRTUAL TABLE lexicon USING fts5 (terms, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lexicon, row);
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a record, and how often it has changed: the encoder by name and SHA-256."""

    encoder: str
    fingerprint: str
    dimension: int
    generation: int


def create_record(path: Path, manifest: Manifest) -> None:
    """Create an empty record at ``path``, which must not exist."""
    with _translated(path), closing(_connect(path.as_uri() + "?mode=rwc")) as connection:
        connection.executescript(f"""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN;
            PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};
            {_SCHEMA} COMMIT;""")
        connection.execute("INSERT INTO manifest VALUES (?, ?)", _manifest_row(manifest))


@contextmanager
def reading(path: Path, formats: Collection[int] = (FORMAT,)) -> Iterator[sqlite3.Connection]:
    """Open the record for reading: one committed generation, whatever writers do meanwhile.

    ``formats`` are those that the caller understands.

    Raises:
        IndexFault: the file is not a record, is damaged, or is of another format.
    """
    with _translated(path), closing(_open_for_reading(path)) as connection:
        connection.execute("BEGIN")
        _check_kind(connection, path, formats)
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the record for one change: committed as the next generation, or not at all.

    Where nothing was changed the generation stays.

    Raises:
        IndexFault: as for reading.
        ResourceError: the disk is full or the folder read-only; nothing was changed.
        LockedError: another process is writing.
    """
    with _translated(path), closing(_connect(path.as_uri() + "?mode=rw")) as connection:
        _check_kind(connection, path, (FORMAT,))
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        before = connection.total_changes
        yield connection
        if connection.total_changes == before:
            return
        manifest = read_manifest(connection)
        raised = replace(manifest, generation=manifest.generation + 1)
        connection.execute("UPDATE manifest SET fields = ?, row_sha256 = ?", _manifest_row(raised))
        connection.execute("COMMIT")


def put_in_place(new: Path, path: Path) -> None:
    """Replace the record at ``path``, if there is one, with the complete record ``new``.

    A log beside either would be replayed into the wrong file: the new one must have none, the old
    one's is emptied into it first.

    Raises:
        ResourceError: the new record could not be written out.
    """
    if new.with_name(new.name + "-wal").exists():
        raise ResourceError(f"{new} could not be written out; check the free space")
    if path.exists():
        with suppress(sqlite3.DatabaseError), closing(_connect(path.as_uri() + "?mode=rw")) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(new, path)
    _sync_folder(path.parent)


def read_manifest(connection: sqlite3.Connection) -> Manifest:
    """Return the manifest.

    Raises:
        IndexFault: it was altered.
    """
    row = connection.execute("SELECT fields, row_sha256 FROM manifest").fetchone()
    if row is None or row_hash(row[0]) != row[1]:
        raise IndexFault("the record's manifest was altered; run: onrecord index rebuild")
    return Manifest(**json.loads(row[0]))


def _manifest_row(manifest: Manifest) -> tuple[str, bytes]:
    fields = json.dumps(asdict(manifest))
    return fields, row_hash(fields)


def row_hash(*fields: Any) -> bytes:
    """Return the SHA-256 of a row's fields; bytes count by their own hash."""
    plain = [hashlib.sha256(f).hexdigest() if isinstance(f, bytes) else f for f in fields]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=True).encode()).digest()


def _translated(path: Path) -> AbstractContextManager[None]:
    return translated_errors(path.parent, lambda what: IndexFault(damaged(path, what)))


def damaged(path: Path, what: str) -> str:
    """Say that the record is damaged and what mends it."""
    return f"the record {path} is damaged ({what}); run: onrecord index rebuild --index {path.parent}"


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)


def _open_for_reading(path: Path) -> sqlite3.Connection:
    """Open for queries alone; in a read-only folder, where SQLite can share nothing, as immutable.

    Not with ``mode=ro``: the last such reader leaves the log's files behind.
    """
    connection = _connect(path.as_uri() + "?mode=rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        is_locked_out = isinstance(error, sqlite3.OperationalError)
        if not is_locked_out or path.with_name(path.name + "-wal").exists():
            raise
        connection = _connect(path.as_uri() + "?mode=ro&immutable=1")
    return connection


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_kind(connection: sqlite3.Connection, path: Path, formats: Collection[int]) -> None:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application_id != APPLICATION_ID:
        raise IndexFault(f"{path} is another program's file, not an index; give another --index")
    if version not in formats:
        mend = f"run: onrecord index rebuild --index {path.parent}"
        raise IndexFault(
            f"the index at {path.parent} has format {version}, this program reads format {FORMAT}; "
            + (mend if version in MENDABLE_FORMATS else "update onrecord, or add the articles to a new index")
        )
