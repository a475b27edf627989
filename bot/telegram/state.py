"""Keeps what the Telegram bot must remember in one SQLite file, as long as it may.

Updates wait in it from before they are acknowledged until they are settled; beside them stand the
questions of each conversation, what the buttons refer to, what people thought of the answers. No
clock is read: times come in as seconds since the epoch. Talking to Telegram is left to others.
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import LockedError, ResourceError, UsageError

STATE_FILE = "telegram.sqlite"
APPLICATION_ID = 0x4F6E5274  # "OnRt": tells the bot's memory from the index's record
FORMAT = 1
TURNS = 6

_SEEN_SECONDS = 7 * 86_400.0  # Telegram redelivers for one day
_KEY_BYTES = 12  # 96 random bits are 16 characters; callback_data holds 64 bytes
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
    asked REAL NOT NULL);
CREATE INDEX IF NOT EXISTS turns_of_chat ON turns (chat, topic);
CREATE TABLE IF NOT EXISTS buttons (
    key TEXT PRIMARY KEY, chat INTEGER NOT NULL, topic INTEGER, payload TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS feedback (
    key TEXT NOT NULL, chat INTEGER NOT NULL, verdict INTEGER NOT NULL, payload TEXT NOT NULL,
    given REAL NOT NULL, PRIMARY KEY (key, chat));
COMMIT;
"""
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")

Payload = dict[str, Any]  # Any: whatever JSON has


@dataclass(frozen=True, slots=True)
class Received:
    """An update that is not settled; ``sending`` if its answer may have gone out before a crash."""

    update_id: int
    chat: int | None
    text: str
    received: float
    sending: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of the answer that ``key`` refers to; ``verdict`` is True for good."""

    key: str
    chat: int
    verdict: bool
    payload: Payload
    given: float


class State:
    """The bot's memory in ``folder``, made if there is none, for its owner's eyes alone.

    It serves one caller at a time; from which thread is all the same.

    Raises:
        UsageError: the file is something else, damaged, or of another format.
        ResourceError: the file or folder cannot be written; every method may raise it.
        LockedError: another process is writing; every method may raise it.
    """

    def __init__(self, folder: Path, *, retention_seconds: float = 86_400.0) -> None:
        self._path = folder / STATE_FILE
        self._retention = retention_seconds
        with _translated_errors(self._path):
            self._connection = _open(self._path)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        self._connection.close()

    def receive(self, updates: Sequence[tuple[int, int | None, str]], now: float) -> list[int]:
        """Store updates (id, chat, JSON text) all at once; return the ids not seen before.

        When it returns they are on the disk, and may be acknowledged.
        """
        with self._change() as connection:
            return [update[0] for update in updates if _insert_update(connection, *update, now)]

    def pending(self) -> list[Received]:
        """Return the updates not yet settled, by update_id."""
        rows = self._rows(
            "SELECT update_id, chat, text, received, sending FROM waiting JOIN seen USING (update_id)"
            " ORDER BY update_id"
        )
        return [
            Received(update_id, chat, text, received, bool(sending))
            for update_id, chat, text, received, sending in rows
        ]

    def begin_sending(self, update_id: int) -> bool:
        """Mark that an update's answer is about to go out; False if it was marked or settled before."""
        with self._change() as connection:
            marked = connection.execute(
                "UPDATE waiting SET sending = 1 WHERE update_id = ? AND NOT sending", (update_id,)
            )
            return marked.rowcount == 1

    def settle(self, update_id: int) -> None:
        """Forget an update's words and chat; its id stays seen."""
        with self._change() as connection:
            connection.execute("DELETE FROM waiting WHERE update_id = ?", (update_id,))
        self._empty_log()

    def next_offset(self) -> int:
        """Return the highest update_id seen plus 1, or 0: what to ask Telegram for next.

        After a week without updates Telegram goes on from a random number, maybe a lower one
        (https://core.telegram.org/bots/api#update): the highest is that of the last week with updates.
        """
        ((highest,),) = self._rows(
            "SELECT max(update_id) FROM seen WHERE received > (SELECT max(received) FROM seen) - ?",
            _SEEN_SECONDS,
        )
        return 0 if highest is None else highest + 1

    def add_turn(self, chat: int, topic: int | None, question: str, now: float) -> None:
        """Remember a question of a conversation; ``topic`` is the forum topic's number, if any."""
        row = (chat, topic, json.dumps(question), now)  # as JSON, for SQLite refuses lone surrogates
        with self._change() as connection:
            connection.execute("INSERT INTO turns (chat, topic, question, asked) VALUES (?, ?, ?, ?)", row)

    def turns(self, chat: int, topic: int | None, now: float) -> list[str]:
        """Return the conversation's last six questions within the retention, oldest first."""
        rows = self._rows(
            "SELECT question FROM turns WHERE chat = ? AND topic IS ? AND asked >= ?"
            " ORDER BY number DESC LIMIT ?",
            *(chat, topic, now - self._retention, TURNS),
        )
        return [json.loads(question) for (question,) in reversed(rows)]

    def refer(self, chat: int, topic: int | None, payload: Payload, now: float) -> str:
        """Store what a button needs later; return its key: 16 random URL-safe characters."""
        key = secrets.token_urlsafe(_KEY_BYTES)
        with self._change() as connection:
            row = (key, chat, topic, json.dumps(payload), now)
            connection.execute("INSERT INTO buttons VALUES (?, ?, ?, ?, ?)", row)
        return key

    def look_up(self, key: str, chat: int, now: float) -> Payload | None:
        """Return what a button's key stands for; None if unknown, expired or another chat's."""
        oldest = now - self._retention
        rows = self._rows(
            "SELECT payload FROM buttons WHERE key = ? AND chat = ? AND made >= ?", key, chat, oldest
        )
        return json.loads(rows[0][0]) if rows else None

    def add_feedback(self, key: str, chat: int, verdict: bool, payload: Payload, now: float) -> None:
        """Store what a chat thinks of an answer, in place of what it thought before."""
        with self._change() as connection:
            row = (key, chat, verdict, json.dumps(payload), now)
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def feedback(self) -> Iterator[Feedback]:
        """Yield all feedback, oldest first."""
        # Fetched at once: a half-read SELECT would keep the log from being emptied.
        rows = self._rows("SELECT key, chat, verdict, payload, given FROM feedback ORDER BY given, rowid")
        for key, chat, verdict, payload, given in rows:
            yield Feedback(key, chat, bool(verdict), json.loads(payload), given)

    def forget(self, chat: int) -> None:
        """Remove a chat's turns, button references and feedback."""
        with self._change() as connection:
            connection.execute("DELETE FROM turns WHERE chat = ?", (chat,))
            connection.execute("DELETE FROM buttons WHERE chat = ?", (chat,))
            connection.execute("DELETE FROM feedback WHERE chat = ?", (chat,))
        self._wipe()

    def prune(self, now: float) -> None:
        """Delete what is older than the retention, but feedback; ids seen are kept for seven days."""
        oldest = (now - self._retention,)
        with self._change() as connection:
            connection.execute("DELETE FROM turns WHERE asked < ?", oldest)
            connection.execute("DELETE FROM buttons WHERE made < ?", oldest)
            connection.execute(
                "DELETE FROM waiting WHERE update_id IN (SELECT update_id FROM seen WHERE received < ?)",
                oldest,
            )
            connection.execute(
                "DELETE FROM seen WHERE received < ? AND update_id <> ?"
                " AND update_id NOT IN (SELECT update_id FROM waiting)",
                (now - _SEEN_SECONDS, self.next_offset() - 1),
            )
        self._wipe()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Commit what is done within, or undo it if anything is raised."""
        with _translated_errors(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def _rows(self, query: str, *values: str | float | None) -> list[tuple[Any, ...]]:  # Any: SQLite's
        with _translated_errors(self._path):
            return self._connection.execute(query, values).fetchall()

    def _wipe(self) -> None:
        """Write the file anew, for secure_delete zeroes a row, not the copies that SQLite left of it.

        Rebalancing pages leaves them: of 1,411 rows put into full pages and deleted, 4 were still to be
        read; of 35,545 updates that waited and were settled, 1, which goes with the next wiping.
        """
        with _translated_errors(self._path):
            self._connection.execute("VACUUM")
        self._empty_log()

    def _empty_log(self) -> None:
        with _translated_errors(self._path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _insert_update(
    connection: sqlite3.Connection, update_id: int, chat: int | None, text: str, now: float
) -> bool:
    """Insert an update unless it was seen before; say whether it is new."""
    row = (update_id, now)
    seen = connection.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT (update_id) DO NOTHING", row)
    if seen.rowcount == 0:
        return False
    waiting = (update_id, chat, text)
    connection.execute("INSERT INTO waiting (update_id, chat, text) VALUES (?, ?, ?)", waiting)
    return True


def _open(path: Path) -> sqlite3.Connection:
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
def _translated_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise ResourceError(f"{path} cannot be made: {error.strerror}; check the path") from error
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LockedError(f"another process is writing to {path}; stop it, or wait for it") from error
        if name.startswith(_NO_ROOM):
            raise ResourceError(
                f"{path} cannot be written ({error}); check the free space and the permissions"
            ) from error
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise UsageError(
                f"{path} is not the bot's memory, or damaged ({error}); "
                f"move it away to begin with an empty one"
            ) from error
        raise
