"""Turns files into articles, by format.

Every file found ends as at least one ``Source``: an article, or the reason why there is none. What has
markup is parsed in a child process (``corpus.sandbox``). Nothing is fetched or executed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from corpus.archives import read_archive
from corpus.articles import MAX_CHARS, make_article
from corpus.encodings import CONVERT, Decoded, decode, refuse_binary
from corpus.errors import ArticleError
from corpus.extraction import Extracted, make_extracted_article
from corpus.formats.worker import PARSERS
from corpus.layout import lay_out
from corpus.markdown import read_blocks, split_front_matter
from corpus.marks import Marks
from corpus.sandbox import ParserError, Sandbox
from corpus.sniffing import sniff_suffix
from corpus.sources import (
    MAX_ARTICLE_BYTES,
    MAX_BYTES,
    File,
    Source,
    check_size,
    find_files,
    join_notes,
    note_on,
    read_bytes,
)
from corpus.structured import article_of_fields, read_json, read_json_lines

_ARCHIVE = ".zip"
_COLLECTIONS = (".json", ".jsonl", _ARCHIVE)  # of many articles
_SEED_HEADER = re.compile(r"- (?P<publisher>\S.*?) - (?P<url>https?://\S+) -")
_SENTENCE_END = re.compile(r"[.!?…]['\"’”»)]*$")
_FIELD_ALIASES = {"author": "authors", "date": "published", "source": "publisher", "link": "url"}
_FRONT_MATTER = {"id", "title", "publisher", "url", "published", "text", "authors"}


def read_sources(paths: Iterable[Path], among: Collection[Path] | None = None) -> Iterator[Source]:
    """Read the articles of files and folders, in the order of their names.

    ``among`` restricts this to files that really are these; None to none.

    Raises:
        UsageError: a path does not exist.
    """
    with Sandbox() as sandbox:
        for found in find_files(paths, [*_READERS, *PARSERS, _ARCHIVE]):
            if isinstance(found, Source):
                if among is None:
                    yield found
            elif among is None or found.path in among:
                yield from _read_file(found, sandbox)


def list_files(paths: Iterable[Path]) -> list[File]:
    """Return the files that ``read_sources`` would read.

    Raises:
        UsageError: a path does not exist.
    """
    found = find_files(paths, [*_READERS, *PARSERS, _ARCHIVE])
    return [one for one in found if isinstance(one, File)]


def read_stream(stream: BinaryIO, name: str) -> Iterator[Source]:
    """Read the articles of a stream, such as standard input, in the format that its first bytes show."""
    data = stream.read(MAX_BYTES + 1)
    with Sandbox() as sandbox:
        yield from _read_data(data, name, sniff_suffix(data), sandbox)


def shipped_articles() -> list[Path]:
    """Return the files of the articles that come with the program."""
    return sorted(Path(__file__).with_name("articles").glob("*.txt"))


def _read_file(file: File, sandbox: Sandbox) -> Iterator[Source]:
    suffix = PurePath(file.name).suffix.lower()
    try:
        data = read_bytes(file.path, _limit_of(suffix))
    except ArticleError as error:
        yield Source(file.name, reason=str(error))
    except OSError as error:
        yield Source(file.name, reason=f"cannot be read: {error.strerror}", failed=True)
    else:
        sources = _read_data(data, file.name, suffix, sandbox)
        first = next(sources, Source(file.name, reason="no article in it"))
        yield replace(first, note=join_notes(first.note, file.note))
        yield from sources


def _limit_of(suffix: str) -> int:
    return MAX_BYTES if suffix in _COLLECTIONS else MAX_ARTICLE_BYTES


def _read_data(data: bytes, name: str, suffix: str, sandbox: Sandbox) -> Iterator[Source]:
    try:
        check_size(len(data), _limit_of(suffix))
        if suffix == _ARCHIVE:
            yield from _read_members(data, name, sandbox)
        elif suffix in PARSERS:
            yield from _read_markup(data, name, suffix, sandbox)
        else:
            decoded = decode(data)
            _check_length(decoded.text, suffix)
            for source in _READERS.get(suffix, _read_text)(decoded.text, name):
                yield _told(source, decoded)
    except ArticleError as error:
        yield Source(name, reason=str(error), failed=isinstance(error, ParserError))


def _check_length(text: str, suffix: str) -> None:
    """Refuse what no markup or white space can make an article of, before it is worked through."""
    if suffix not in _COLLECTIONS and len(text) > 2 * MAX_CHARS:
        raise ArticleError(f"too large: {len(text):,} characters, at most {MAX_CHARS:,}")


def _read_members(data: bytes, name: str, sandbox: Sandbox) -> Iterator[Source]:
    for found in read_archive(data, name, [*_READERS, *PARSERS]):
        if isinstance(found, Source):
            yield found
        else:
            yield from _read_data(found.data, found.name, PurePath(found.name).suffix.lower(), sandbox)


def _read_markup(data: bytes, name: str, suffix: str, sandbox: Sandbox) -> Iterator[Source]:
    if not (suffix == ".pdf" and data.startswith(b"%PDF-")):
        refuse_binary(data)
    found = sandbox.parse(suffix, data)
    for number, one in enumerate(found, 1):
        yield _made_of(one, f"{name}:{number}" if len(found) > 1 else name, PurePath(name).stem)


def _made_of(found: Extracted, name: str, stem: str) -> Source:
    note = note_on("\n".join([found.headline, *(block.text for block in found.blocks)]))
    try:
        return Source(name, make_extracted_article(found, stem=stem), note=join_notes(found.note, note))
    except ArticleError as error:
        return Source(name, reason=str(error))


def _told(source: Source, decoded: Decoded) -> Source:
    """Mark what depends on a guess of the encoding: every sentence with more than the letters of ASCII.

    Raises:
        ArticleError: the headline depends on it.
    """
    if decoded.guess is None or source.article is None:
        return source
    if not (source.article.title + source.article.text[: source.article.body_start]).isascii():
        raise ArticleError(
            f"not UTF-8 text, and its headline can only be guessed ({decoded.guess}); {CONVERT}"
        )
    spans = [s.span for s in lay_out(source.article).sentences]
    unsure = tuple(span for span in spans if not span.slice(source.article.text).isascii())
    note = f"read as {decoded.guess}, a guess: what depends on it is not quoted"
    article = replace(source.article, marks=Marks(doubtful=unsure))
    return replace(source, article=article, note=join_notes(source.note, note))


def _read_text(text: str, name: str) -> Iterator[Source]:
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
        article = make_article(text, title=PurePath(name).stem)
    yield Source(name, article, note=note_on(text))


def _read_markdown(text: str, name: str) -> Iterator[Source]:
    fields, source = split_front_matter(text)
    heading, blocks = read_blocks(source)
    fields = {_FIELD_ALIASES.get(key.lower(), key.lower()): value for key, value in fields.items()}
    if isinstance(fields.get("authors"), str):
        fields["authors"] = [fields["authors"]]
    known = {key: value for key, value in fields.items() if key in _FRONT_MATTER}
    known.setdefault("title", heading or PurePath(name).stem)
    article = article_of_fields({**known, "text": "\n\n".join(blocks)}, masthead=[heading] if heading else [])
    yield Source(name, article, note=note_on(text))


_READERS: dict[str, Callable[[str, str], Iterator[Source]]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".json": read_json,
    ".jsonl": read_json_lines,
}
