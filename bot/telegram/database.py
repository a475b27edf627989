"""Opens the SQLite file of what the Telegram bot remembers, and says what is wrong with it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import index
from corpus import ResourceError, UsageError

STATE_FILE = "telegram.sqlite"
APPLICATION_ID = 0x4F6E5274  # "OnRt": tells the bot's memory from the index's record
FORMAT = 2

_SETTINGS = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
"""
_SCHEMA = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};
CREATE TABLE IF NOT EXISTS seen (update_id INTEGER PRIMARY KEY, received REAL NOT NULL);
CREATE TABLE IF NOT EXISTS waiting (
    update_id INTEGER PRIMARY KEY REFERENCES seen, chat INTEGER, text TEXT NOT NULL,
    sending INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY, chat INTEGER NOT NULL, topic INTEGER, question TEXT NOT NULL,
    asked REAL NOT NULL, message INTEGER NOT NULL, replies TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS turns_of_chat ON turns (chat, topic);
CREATE TABLE IF NOT EXISTS buttons (
    key TEXT PRIMARY KEY, chat INTEGER NOT NULL, topic INTEGER, payload TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS feedback (
    key TEXT NOT NULL, chat INTEGER NOT NULL, verdict INTEGER NOT NULL, payload TEXT NOT NULL,
    given REAL NOT NULL, PRIMARY KEY (key, chat));
COMMIT;
"""


def open_database(path: Path) -> sqlite3.Connection:
    """Open the file, made for its owner's eyes alone if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        with suppress(FileExistsError):  # SQLite would let others read it; its log takes the file's mode
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
    try:
        _check_kind(connection, path)
        connection.executescript(_SETTINGS)
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
        return
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise UsageError(f"{path} is another program's file, not the bot's memory; give another path")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != FORMAT:
        raise UsageError(
            f"the bot's memory {path} has format {version}, this program reads format {FORMAT}; "
            f"update onrecord, or move the file away to begin with an empty one"
        )


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into an error that says what to do."""
    try:
        with index.translated_errors(path, lambda what: _damaged(path, what)):
            yield
    except OSError as error:
        raise ResourceError(f"{path} cannot be made: {error.strerror}; check the path") from error


def _damaged(path: Path, what: str) -> UsageError:
    return UsageError(
        f"{path} is not the bot's memory, or damaged ({what}); move it away to begin with an empty one"
    )
