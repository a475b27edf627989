"""Finds the files that articles may be in, and reads their bytes safely.

No link is followed out of a folder, nothing but regular files is opened, and a file that changes while it
is read is not taken.
"""

import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.articles import Article
from corpus.canonical import is_turned
from corpus.errors import ArticleError, UsageError

MAX_BYTES = 512 * 1024 * 1024  # of files of many articles: an export of some 100,000
MAX_ARTICLE_BYTES = 50 * 1024 * 1024  # of others: more than any article with its pictures has
_HARD_LINK = "a hard link: the same file has another name, which may be outside the folder"
_ABOUT_THE_FOLDER = ("README", "LICENSE", "LICENCE")


@dataclass(frozen=True, slots=True)
class Source:
    """One article as it was found: ``name`` is the file, with ``:LINE`` for JSON lines.

    Exactly one of ``article`` and ``reason`` is set; ``failed`` tells a file that should have been
    readable from one that is not for us. ``note`` is what the reader of an article should know.
    """

    name: str
    article: Article | None = None
    reason: str | None = None
    failed: bool = False
    note: str | None = None


def note_on(text: str) -> str | None:
    """Return what the reader of an article should know of its text, as the file has it; None if nothing."""
    return "some of its letters are shown in another order: not quoted" if is_turned(text) else None


def join_notes(*notes: str | None) -> str | None:
    """Return the notes as one; None if there is none."""
    return "; ".join(filter(None, notes)) or None


_OF_AN_INDEX = frozenset(["record.sqlite", "writer.lock"])


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: ``path`` is where it really is, ``name`` what people call it.

    ``note`` is what is to be known of it, as of a source.
    """

    path: Path
    name: str
    note: str | None = None


def find_files(paths: Iterable[Path], suffixes: Collection[str]) -> Iterator[File | Source]:
    """Find the files in ``paths``, in the order of their names; of folders those with these suffixes.

    What is not read comes as a source with the reason.

    Raises:
        UsageError: a path does not exist.
    """
    paths = list(paths)
    for path in paths:  # all of them, before anything is read
        if not os.path.lexists(path):
            raise UsageError(f"no such file or folder: {path}")
    for path in paths:
        if path.is_dir():
            yield from _find_in(path, suffixes)
        else:
            yield File(Path(os.path.realpath(path)), _shown(path))


def _find_in(folder: Path, suffixes: Collection[str]) -> Iterator[File | Source]:
    root = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in links)
        if set(names) >= _OF_AN_INDEX:
            folders.clear()
            yield Source(_shown(Path(parent)), reason="an index of OnRecord, not articles")
            continue
        for name in sorted([*names, *links]):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            real = Path(os.path.realpath(path))  # unlike resolve(), no error on a loop of links
            if not real.is_relative_to(root):
                yield Source(_shown(path), reason="a link that leads out of the folder")
            elif name in links:
                yield Source(_shown(path), reason="a link to a folder")
            elif is_about_the_folder(path):
                yield Source(_shown(path), reason="about the folder, not an article")
            elif path.suffix.lower() not in suffixes:
                yield Source(_shown(path), reason=f"not a format read here ({' '.join(suffixes)})")
            else:
                yield File(real, _shown(path), _HARD_LINK if _has_other_names(real) else None)


def _has_other_names(path: Path) -> bool:
    """Tell whether a regular file has another name, which may be outside the folder: nothing tells where."""
    try:
        found = os.lstat(path)
    except OSError:
        return False  # why, reading it will tell
    return stat.S_ISREG(found.st_mode) and found.st_nlink > 1


def _shown(path: Path) -> str:
    """Return a name that can be stored: what is not UTF-8 in it becomes an escape."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_about_the_folder(path: PurePath) -> bool:
    """Tell a file that describes its folder, by its name."""
    return path.stem.upper() in _ABOUT_THE_FOLDER


def check_size(size: int, limit: int) -> None:
    """Check a number of bytes.

    Raises:
        ArticleError: there are more than the ``limit``.
    """
    if size > limit:
        raise ArticleError(f"too large: {size:,} bytes, at most {limit:,}")


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a regular file whole.

    Raises:
        ArticleError: it is something else, or too large.
        OSError: the system does not let us, or it changed meanwhile.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise ArticleError("not a regular file")
        check_size(before.st_size, limit)
        data = file.read(limit)
        after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise OSError(errno.EBUSY, "it changed meanwhile; try again")
    return data
