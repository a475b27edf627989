"""Finds the files in a ZIP archive that articles may be in, and unpacks them in memory, one at a time.

Nothing is written to disk, so that no name can lead anywhere. Other archives are never unpacked.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.errors import ArticleError
from corpus.sources import MAX_ARTICLE_BYTES, MAX_BYTES, Source, is_about_the_folder

MAX_MEMBERS = 10_000
_DIRECTORY_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a limit of memory
_UNLIKELY_BYTES = 1 << 20
_UNLIKELY_RATIO = 200  # text packs to a third, or a twentieth if it repeats itself; zeros to a thousandth
_UTF_8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: ``name`` is the archive's, a slash, and the file's own."""

    name: str
    data: bytes


def read_archive(data: bytes, name: str, suffixes: Collection[str]) -> Iterator[Member | Source]:
    """Unpack the files with these suffixes, in the order of the archive; the others come with the reason.

    Raises:
        ArticleError: it is no archive, or has too many members.
    """
    archive = _opened(data)
    room = MAX_BYTES
    seen: set[str] = set()
    for info in archive.infolist():
        inside, certain = _decoded_name(info)
        path = PurePosixPath(inside)
        if info.is_dir() or _is_hidden(path):
            continue
        reason = _refusal_of_name(inside, certain=certain, seen=seen)
        reason = reason or _refusal(info, path, suffixes) or _excess(info, room)
        whole = f"{name}/{inside}"
        found = Source(whole, reason=reason) if reason else _unpacked(archive, info, whole)
        if isinstance(found, Member):
            room -= len(found.data)
        yield found


def _opened(data: bytes) -> zipfile.ZipFile:
    if data.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:  # zipfile would read them all first
        raise ArticleError(f"an archive with more than {MAX_MEMBERS:,} members")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise ArticleError("not a ZIP archive, or a damaged one") from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Member | Source:
    try:
        with archive.open(info) as file:
            return Member(name, file.read(info.file_size + 1))  # without a number, it unpacks up to 2 GB
    except _DAMAGE:
        return Source(name, reason="damaged in the archive", failed=True)


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part == "__MACOSX" or re.match(r"\.(?!\.)", part) for part in path.parts)


def _decoded_name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """Return the name of a file, and whether it is certain: many programs write UTF-8 and do not say so."""
    if info.flag_bits & _UTF_8_FLAG:
        return info.orig_filename, "\x00" not in info.orig_filename
    raw = info.orig_filename.encode("cp437")  # as zipfile has decoded it
    try:
        return raw.decode(), b"\x00" not in raw
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace"), False


def _refusal_of_name(name: str, *, certain: bool, seen: set[str]) -> str | None:
    """Say what is wrong with a name, and remember it as ``seen``."""
    if not certain:
        return "its name is not UTF-8 text"
    if ".." in re.split(r"[/\\]", name) or re.match(r"[/\\]|[A-Za-z]:", name):
        return "its name leads out of the archive"
    if name in seen:
        return "a second file of this name"
    seen.add(name)
    return None


def _refusal(info: zipfile.ZipInfo, path: PurePosixPath, suffixes: Collection[str]) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    suffix = path.suffix.lower()
    if stat.S_ISLNK(kind):
        return "a link"
    if kind not in (0, stat.S_IFREG):
        return "not a regular file"
    if is_about_the_folder(path):
        return "about the folder, not an article"
    if suffix == ".zip":
        return "an archive in an archive"
    if suffix not in suffixes:
        return f"not a format read here ({' '.join(suffixes)})"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "encrypted"
    return None if info.compress_type in _METHODS else "packed in a way that is not read here"


def _excess(info: zipfile.ZipInfo, room: int) -> str | None:
    """Say what is too large by what the archive says; what unpacks to more is damaged."""
    size = info.file_size
    if size > MAX_ARTICLE_BYTES:
        return f"too large: {size:,} bytes, at most {MAX_ARTICLE_BYTES:,}"
    if size > _UNLIKELY_BYTES and size > _UNLIKELY_RATIO * info.compress_size:
        return "packed more densely than text can be"
    return f"the archive unpacks to more than {MAX_BYTES:,} bytes" if size > room else None
