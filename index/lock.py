"""Lets one process write to an index folder at a time.

The lock is the kernel's (``flock``), so that it dies with its holder; the file says who that is.
"""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus import LockedError, ResourceError

_FILE_NAME = "writer.lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; the folder is made if it is missing.

    Raises:
        LockedError: another process holds it; the message names it.
        ResourceError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / _FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ResourceError(f"{folder} cannot be written: {error.strerror}") from error
    with open(descriptor, "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise ResourceError(f"{folder} cannot be locked: {error.strerror}") from error
            raise LockedError(
                f"another process is writing to {folder} ({file.read().strip() or 'just started'}); "
                f"wait for it, or stop it"
            ) from error
        _sign(file.fileno())
        yield


def _sign(descriptor: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    who = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, who.encode(), 0)
