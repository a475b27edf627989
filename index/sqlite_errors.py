"""Turns what SQLite raises into errors that say what is wrong, where, and what to do."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import LockedError, ResourceError, UserError

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_SPACE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_NOMEM")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_DAMAGE = re.compile("malformed|no such (?:table|column|module)|decode|vtable|unknown tokenizer")


@contextmanager
def translated_errors(place: Path, fault: Callable[[str], UserError]) -> Iterator[None]:
    """Translate what is raised within; ``fault`` makes the error for a database at ``place`` that is damaged.

    Raises:
        LockedError, ResourceError: as their names say; nothing was changed.
    """
    try:
        yield
    except UnicodeDecodeError as error:  # a flipped bit in a name of the schema
        raise fault(str(error)) from error
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(_BUSY):
            raise LockedError(f"another process is writing to {place}; stop it, or wait for it") from error
        if name.startswith(_NO_SPACE):
            raise ResourceError(
                f"{place} cannot be written or read ({error}); nothing was changed: "
                f"check the free space and the permissions"
            ) from error
        if name.startswith(_DAMAGED) or _DAMAGE.search(str(error)):
            raise fault(str(error)) from error
        raise
