"""Replaces a file whole: whoever reads finds the old one or the new one, never a part."""

import os
import tempfile
from pathlib import Path


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
