"""Turns files into articles: the seed's plain text, Markdown with front matter, JSON and JSON lines.

Every file found ends as at least one ``Source``: an article, or the reason why there is none.
Nothing is fetched, executed or unpacked, and no link is followed out of the folder.
"""

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.articles import Article, make_article
from corpus.canonical import control_share
from corpus.errors import ArticleError, UsageError
from corpus.markdown import read_blocks, split_front_matter
from corpus.squad import is_squad, squad_articles

MAX_BYTES = 512 * 1024 * 1024  # an export of some 100,000 articles; one article has its own limit
_SEED_HEADER = re.compile(r"- (?P<publisher>\S.*?) - (?P<url>https?://\S+) -")
_SENTENCE_END = re.compile(r"[.!?…]['\"’”»)]*$")
_MAGIC = {b"%PDF-": "a PDF", b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive"}
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_ABOUT_THE_FOLDER = ("README", "LICENSE", "LICENCE")
_MAX_CONTROL_SHARE = 0.1  # UTF-16 without its mark reads as one half NULs; text has none to speak of


@dataclass(frozen=True, slots=True)
class Source:
    """One article as it was found: ``name`` is the file, with ``:LINE`` for JSON lines.

    Exactly one of ``article`` and ``reason`` is set; ``failed`` tells a file that should have been
    readable from one that is not for us.
    """

    name: str
    article: Article | None = None
    reason: str | None = None
    failed: bool = False


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Read the articles of files and folders, in the order of their names.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"no such file or folder: {path}")
        if path.is_dir():
            yield from _read_folder(path)
        else:
            yield from _read_file(Path(os.path.realpath(path)), str(path))


def shipped_articles() -> list[Path]:
    """Return the files of the articles that come with the program."""
    return sorted(Path(__file__).with_name("articles").glob("*.txt"))


def _read_folder(folder: Path) -> Iterator[Source]:
    root = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in links)
        for name in sorted([*names, *links]):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            real = Path(os.path.realpath(path))  # unlike resolve(), no error on a loop of links
            if not real.is_relative_to(root):
                yield Source(str(path), reason="a link that leads out of the folder")
            elif name in links:
                yield Source(str(path), reason="a link to a folder")
            elif path.stem.upper() in _ABOUT_THE_FOLDER:
                yield Source(str(path), reason="about the folder, not an article")
            elif path.suffix.lower() not in _READERS:
                yield Source(str(path), reason=f"not a format read here ({_formats()})")
            else:
                yield from _read_file(real, str(path))


def _read_file(path: Path, name: str) -> Iterator[Source]:
    reader = _READERS.get(path.suffix.lower(), _read_text)
    try:
        data = _read_bytes(path)
        yield from reader(_decoded(data), name, path.stem)
    except ArticleError as error:
        yield Source(name, reason=str(error))
    except OSError as error:
        yield Source(name, reason=f"cannot be read: {error.strerror}", failed=True)


def _read_bytes(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise ArticleError("not a regular file")
        if before.st_size > MAX_BYTES:
            raise ArticleError(f"too large: {before.st_size:,} bytes, at most {MAX_BYTES:,}")
        data = file.read(MAX_BYTES)
        after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise ArticleError("changed while it was read; try again")
    return data


def _decoded(data: bytes) -> str:
    """Decode strictly: what a byte-order mark says, else UTF-8. Nothing is guessed."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ArticleError(f"{kind}, not text")
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"not {encoding.upper()} text (byte {error.start:,}); convert it, for example with "
            f"iconv -f LATIN1 -t UTF-8"
        ) from error
    if control_share(text) > _MAX_CONTROL_SHARE:
        raise ArticleError("not text: it is full of control characters")
    return text


def _read_text(text: str, name: str, stem: str) -> Iterator[Source]:
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    header = _SEED_HEADER.fullmatch(blocks[0].strip()) if blocks else None
    if header and len(blocks) > 2:
        head = 3 if len(blocks) > 3 else 2
        article = make_article(
            "\n\n".join(blocks[head:]),
            title=blocks[1],
            masthead=blocks[:head],
            **header.groupdict(),
        )
    elif len(blocks) > 1 and "\n" not in blocks[0] and not _SENTENCE_END.search(blocks[0].strip()):
        article = make_article("\n\n".join(blocks[1:]), title=blocks[0], masthead=blocks[:1])
    else:
        article = make_article(text, title=stem)
    yield Source(name, article)


def _read_markdown(text: str, name: str, stem: str) -> Iterator[Source]:
    fields, source = split_front_matter(text)
    heading, blocks = read_blocks(source)
    fields = {_FIELD_ALIASES.get(key.lower(), key.lower()): value for key, value in fields.items()}
    if isinstance(fields.get("authors"), str):
        fields["authors"] = [fields["authors"]]
    known = {key: value for key, value in fields.items() if key in _TEXT_FIELDS | {"authors"}}
    known.setdefault("title", heading or stem)
    body = {"text": "\n\n".join(blocks)}
    yield Source(name, _article_of({**known, **body}, masthead=[heading] if heading else []))


def _read_json(text: str, name: str, stem: str) -> Iterator[Source]:
    try:
        found = _strict_json(text)
    except ArticleError as error:
        yield Source(name, reason=str(error), failed=True)
        return
    if is_squad(found):
        yield from (Source(f"{name}:{n}", article) for n, article in enumerate(squad_articles(found), 1))
        return
    for number, record in enumerate(found if isinstance(found, list) else [found], 1):
        yield _source_of(record, f"{name}:{number}" if isinstance(found, list) else name)


def _read_json_lines(text: str, name: str, stem: str) -> Iterator[Source]:
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise ArticleError("no text in it")
    for number, line in lines:
        try:
            record = _strict_json(line)
        except ArticleError as error:
            yield Source(f"{name}:{number}", reason=str(error), failed=True)
        else:
            yield _source_of(record, f"{name}:{number}")


def _source_of(record: Any, name: str) -> Source:
    try:
        return Source(name, _article_of(record, masthead=[]))
    except ArticleError as error:
        return Source(name, reason=str(error), failed=True)


def _article_of(record: Any, *, masthead: list[str]) -> Article:
    if not isinstance(record, Mapping):
        raise ArticleError("not an object with a text")
    for key in _TEXT_FIELDS & record.keys():
        if not isinstance(record[key], str | None):
            raise ArticleError(f"{key}: not a string")
    authors = record.get("authors") or []
    if not isinstance(authors, list) or not all(isinstance(author, str) for author in authors):
        raise ArticleError("authors: not a list of strings")
    if not record.get("text"):
        raise ArticleError("no text in it")
    fields = {key: record.get(key) for key in ("publisher", "title", "url", "published")}
    return make_article(
        record["text"], article_id=record.get("id"), authors=authors, masthead=masthead, **fields
    )


def _strict_json(text: str) -> Any:
    """Parse JSON as the standard has it: no duplicate keys, no NaN, no runaway depth or number."""
    try:
        return json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ArticleError(f"not JSON: {error.msg} at {where}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON that can be read here: {error}") from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
    return fields


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")


def _formats() -> str:
    return " ".join(_READERS)


_TEXT_FIELDS = {"id", "title", "publisher", "url", "published", "text"}
_FIELD_ALIASES = {"author": "authors", "date": "published", "source": "publisher", "link": "url"}
_READERS = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".json": _read_json,
    ".jsonl": _read_json_lines,
}
