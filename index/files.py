"""Keeps files whole: replaced at once, never in parts, and checked before anything parses them."""

import hashlib
import os
import tempfile
from pathlib import Path

from corpus import ModelError


def replace_file(path: Path, *parts: bytes) -> None:
    """Write ``parts`` one after the other beside ``path``, sync them to the disk and rename."""
    descriptor, name = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
    try:
        with open(descriptor, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)  # it is gone if all went well


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked_model(path: Path, sha256: str | None, mend: str) -> Path:
    """Return ``path``, a file of a model, if it has this SHA-256, or whichever it has if that is None.

    Raises:
        ModelError: it cannot be read, or is another file; ``mend`` says what to do.
    """
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelError(f"the model's {path} cannot be read ({error.strerror}); {mend}") from error
    if sha256 is not None and found != sha256:
        raise ModelError(f"the model's {path} is not the file that it was made of; {mend}")
    return path
