"""Keeps what the Telegram bot must remember in one SQLite file, as long as it may.

Updates wait in it from before they are acknowledged until they are settled; beside them stand the
questions of each conversation, what the buttons refer to, what people thought of the answers. No
clock is read: times come in as seconds since the epoch. Talking to Telegram is left to others.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.telegram.database import STATE_FILE, open_database, translated_errors

TURNS = 6

_SEEN_SECONDS = 7 * 86_400.0  # Telegram redelivers for one day
_KEY_BYTES = 12  # 96 random bits are 16 characters; callback_data holds 64 bytes
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
class Sent:
    """The message that asked a question, and the messages that answer it."""

    message: int
    replies: tuple[int, ...]


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
        with translated_errors(self._path):
            self._connection = open_database(self._path)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        self._connection.close()

    def receive(self, updates: Sequence[tuple[int, int | None, str | None]], now: float) -> list[int]:
        """Store updates (id, chat, JSON text) all at once; return the ids not seen before.

        When it returns they are on the disk, and may be acknowledged. One without a text does not wait.
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

    def add_turn(self, chat: int, topic: int | None, question: str, now: float, sent: Sent) -> None:
        """Remember a question of a conversation; ``topic`` is the forum topic's number, if any."""
        # The question as JSON, for SQLite refuses lone surrogates.
        row = (chat, topic, json.dumps(question), now, sent.message, json.dumps(sent.replies))
        with self._change() as connection:
            connection.execute(
                "INSERT INTO turns (chat, topic, question, asked, message, replies)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def turns(self, chat: int, topic: int | None, now: float, before: int | None = None) -> list[str]:
        """Return the conversation's last six questions within the retention, oldest first.

        With ``before`` those before the question that this message asked.
        """
        rows = self._rows(
            "SELECT question FROM turns WHERE chat = ? AND topic IS ? AND asked >= ? AND number < coalesce("
            "(SELECT max(number) FROM turns WHERE chat = ? AND message = ?), 9e18)"
            " ORDER BY number DESC LIMIT ?",
            *(chat, topic, now - self._retention, chat, before, TURNS),
        )
        return [json.loads(question) for (question,) in reversed(rows)]

    def replies_to(self, chat: int, message: int, now: float) -> tuple[int, ...] | None:
        """Return the messages that answer the question in a message; None if it is not remembered."""
        rows = self._rows(
            "SELECT replies FROM turns WHERE chat = ? AND message = ? AND asked >= ? ORDER BY number DESC",
            *(chat, message, now - self._retention),
        )
        return tuple(json.loads(rows[0][0])) if rows else None

    def change_turn(self, chat: int, question: str, sent: Sent) -> None:
        """Put a question in another's place: that of a message that was edited."""
        row = (json.dumps(question), json.dumps(sent.replies), chat, sent.message)
        with self._change() as connection:
            connection.execute(
                "UPDATE turns SET question = ?, replies = ? WHERE chat = ? AND message = ?", row
            )

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

    def migrate(self, old: int, new: int) -> None:
        """Give everything of a chat to the one that it has become."""
        with self._change() as connection:
            for table in ("turns", "buttons", "feedback", "waiting"):
                connection.execute(f"UPDATE {table} SET chat = ? WHERE chat = ?", (new, old))  # noqa: S608

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
        with translated_errors(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def _rows(self, query: str, *values: str | float | None) -> list[tuple[Any, ...]]:  # Any: SQLite's
        with translated_errors(self._path):
            return self._connection.execute(query, values).fetchall()

    def _wipe(self) -> None:
        """Write the file anew, for secure_delete zeroes a row, not the copies that SQLite left of it.

        Rebalancing pages leaves them: of 1,411 rows put into full pages and deleted, 4 were still to be
        read; of 35,545 updates that waited and were settled, 1, which goes with the next wiping.
        """
        with translated_errors(self._path):
            self._connection.execute("VACUUM")
        self._empty_log()

    def _empty_log(self) -> None:
        with translated_errors(self._path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _insert_update(
    connection: sqlite3.Connection, update_id: int, chat: int | None, text: str | None, now: float
) -> bool:
    """Insert an update unless it was seen before; say whether it is new."""
    row = (update_id, now)
    seen = connection.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT (update_id) DO NOTHING", row)
    if seen.rowcount == 0:
        return False
    if text is not None:
        waiting = (update_id, chat, text)
        connection.execute("INSERT INTO waiting (update_id, chat, text) VALUES (?, ?, ?)", waiting)
    return True
