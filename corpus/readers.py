"""Turns files into articles, by format.

Every file found ends as at least one ``Source``: an article, or the reason why there is none. What has
markup is parsed in a child process (``corpus.sandbox``). Nothing is fetched or executed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from corpus.articles import make_article
from corpus.encodings import CONVERT, Decoded, decode
from corpus.errors import ArticleError
from corpus.extraction import Extracted, make_extracted_article
from corpus.formats.worker import PARSERS
from corpus.layout import lay_out
from corpus.markdown import read_blocks, split_front_matter
from corpus.marks import Marks
from corpus.sandbox import ParserError, Sandbox
from corpus.sources import File, Source, find_files, read_bytes
from corpus.structured import article_of_fields, read_json, read_json_lines

_SEED_HEADER = re.compile(r"- (?P<publisher>\S.*?) - (?P<url>https?://\S+) -")
_SENTENCE_END = re.compile(r"[.!?…]['\"’”»)]*$")
_FIELD_ALIASES = {"author": "authors", "date": "published", "source": "publisher", "link": "url"}
_FRONT_MATTER = {"id", "title", "publisher", "url", "published", "text", "authors"}


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Read the articles of files and folders, in the order of their names.

    Raises:
        UsageError: a path does not exist.
    """
    with Sandbox() as sandbox:
        for found in find_files(paths, [*_READERS, *PARSERS]):
            if isinstance(found, Source):
                yield found
            else:
                yield from _read_file(found, sandbox)


def shipped_articles() -> list[Path]:
    """Return the files of the articles that come with the program."""
    return sorted(Path(__file__).with_name("articles").glob("*.txt"))


def _read_file(file: File, sandbox: Sandbox) -> Iterator[Source]:
    try:
        yield from _read_data(read_bytes(file.path), file.name, sandbox)
    except ArticleError as error:
        yield Source(file.name, reason=str(error), failed=isinstance(error, ParserError))
    except OSError as error:
        yield Source(file.name, reason=f"cannot be read: {error.strerror}", failed=True)


def _read_data(data: bytes, name: str, sandbox: Sandbox) -> Iterator[Source]:
    suffix = PurePath(name).suffix.lower()
    if suffix in PARSERS:
        found = sandbox.parse(suffix, data)
        for number, one in enumerate(found, 1):
            yield _made_of(one, f"{name}:{number}" if len(found) > 1 else name, PurePath(name).stem)
        return
    decoded = decode(data)
    for source in _READERS.get(suffix, _read_text)(decoded.text, name):
        yield _told(source, decoded)


def _made_of(found: Extracted, name: str, stem: str) -> Source:
    try:
        return Source(name, make_extracted_article(found, stem=stem))
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
    return replace(source, article=replace(source.article, marks=Marks(doubtful=unsure)), note=note)


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
    yield Source(name, article)


def _read_markdown(text: str, name: str) -> Iterator[Source]:
    fields, source = split_front_matter(text)
    heading, blocks = read_blocks(source)
    fields = {_FIELD_ALIASES.get(key.lower(), key.lower()): value for key, value in fields.items()}
    if isinstance(fields.get("authors"), str):
        fields["authors"] = [fields["authors"]]
    known = {key: value for key, value in fields.items() if key in _FRONT_MATTER}
    known.setdefault("title", heading or PurePath(name).stem)
    article = article_of_fields({**known, "text": "\n\n".join(blocks)}, masthead=[heading] if heading else [])
    yield Source(name, article)


_READERS: dict[str, Callable[[str, str], Iterator[Source]]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".json": read_json,
    ".jsonl": read_json_lines,
}
