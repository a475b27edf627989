"""The article record: canonical text, its hash, and what is known of its source.

Files become articles in ``corpus.readers``; nothing alters an article afterwards.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from corpus.canonical import canonicalise, is_readable, replace_lost, replace_turned
from corpus.errors import ArticleError
from corpus.marks import NO_MARKS, Marks
from corpus.spans import Span

MAX_CHARS = 2_000_000  # some 300,000 words: longer than any article, shorter than an archive
MAX_ID_CHARS = 200
_SLUG = re.compile(r"[^a-z0-9]+")
_MASTHEAD_LINE = re.compile(r"[^\n]+")


class Part(StrEnum):
    """A part of the masthead, in the order of the text; the values are what readers call them."""

    PUBLISHERS_LINE = "publisher's line"
    HEADLINE = "headline"
    STANDFIRST = "standfirst"


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article.

    ``text`` is canonical. What stands before ``body_start``, the masthead, belongs to the text but is
    never quoted as body. ``sha256`` is the hex digest of the text in UTF-8. ``published`` is ISO 8601
    as the source gave it. ``marks`` is what the file tells of stretches of the text.
    """

    id: str
    publisher: str | None
    title: str
    url: str | None
    published: str | None
    authors: tuple[str, ...]
    text: str
    body_start: int
    sha256: str
    marks: Marks

    @property
    def has_made_id(self) -> bool:
        """Whether the id was made here, of what the article says of itself, and not given."""
        return self.id == _made_id(self.title, self.publisher, self.url, self.text)

    @property
    def day(self) -> str | None:
        """The day of publication, as YYYY-MM-DD: what stands in a source line, without the time."""
        return self.published and datetime.fromisoformat(self.published).date().isoformat()

    @property
    def masthead(self) -> dict[Part, Span]:
        """Where the parts of the masthead stand, those that can be read; a single one is the headline."""
        lines = [Span(*found.span()) for found in _MASTHEAD_LINE.finditer(self.text, 0, self.body_start)]
        parts = list(Part) if len(lines) > 1 else [Part.HEADLINE]
        found = zip(parts, lines, strict=False)
        return {part: line for part, line in found if is_readable(line.slice(self.text))}

    @property
    def standfirst(self) -> str:
        """What stands between headline and body, "" if nothing does: part of the text, not of the body."""
        span = self.masthead.get(Part.STANDFIRST)
        return span.slice(self.text) if span else ""


def make_article(
    text: str,
    *,
    article_id: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
    authors: Sequence[str] = (),
    masthead: Sequence[str] = (),
) -> Article:
    """Make the article whose canonical text is ``masthead`` and ``text``, a blank line between.

    Without an id, one is made of the title, publisher and address, so that the same article read
    again keeps its id; without a title too, of the text.

    Raises:
        ArticleError: there is no text, it is too long, or a field is not what it should be.
    """
    head = [line for line in map(_line, map(replace_lost, masthead)) if line]
    body = _canonical(replace_lost(text))
    if not any(map(str.isalnum, body)):
        raise ArticleError("no text in it")
    whole = "\n\n".join([*head, body])
    if len(whole) > MAX_CHARS:
        raise ArticleError(f"too large: {len(whole):,} characters, at most {MAX_CHARS:,}")
    title, publisher, url = _line(title), _line(publisher) or None, public_url(url)
    return Article(
        id=_checked_id(article_id) or _made_id(title, publisher, url, whole),
        publisher=publisher,
        title=title,
        url=url,
        published=_checked_date(published),
        authors=tuple(filter(None, map(_line, authors))),
        text=whole,
        body_start=len(whole) - len(body),
        sha256=text_sha256(whole),
        marks=NO_MARKS,
    )


def text_sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def public_url(url: str | None) -> str | None:
    """Return ``url`` if it is a plain web address with a host and no password, else None.

    A host in other letters than ASCII's comes in punycode: "аpple.com" may begin with a Cyrillic letter.
    """
    if not url or any(character.isspace() for character in url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return canonicalise(url) if parts.netloc.isascii() else _in_punycode(parts)


def _in_punycode(parts: SplitResult) -> str | None:
    import idna  # large tables, which most addresses do not need

    try:
        host = idna.encode(parts.hostname or "", uts46=True).decode()
        port = f":{parts.port}" if parts.port else ""
    except (idna.IDNAError, ValueError):
        return None
    return canonicalise(parts._replace(netloc=host + port).geturl())


def _canonical(text: str) -> str:
    try:
        return canonicalise(text)
    except ValueError as error:
        raise ArticleError(f"not text: it holds {error}") from error


def _line(text: str | None) -> str:
    return " ".join(_canonical(replace_turned(text or "")).split())


def _checked_id(article_id: str | None) -> str | None:
    if article_id is None:
        return None
    clean = _line(article_id)
    if not clean or clean != article_id or len(clean) > MAX_ID_CHARS or ".." in clean.split("/"):
        raise ArticleError(f"id: {article_id[:80]!r} is not a name of 1 to {MAX_ID_CHARS} characters")
    return clean


def _made_id(title: str, publisher: str | None, url: str | None, text: str) -> str:
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = _SLUG.sub("-", ascii_title).strip("-")[:60].rstrip("-")
    identity = "\n".join([publisher or "", url or "", title]) if title else text
    return f"{slug or 'article'}-{text_sha256(identity)[:8]}"


def _checked_date(published: str | None) -> str | None:
    if not published:
        return None
    try:
        datetime.fromisoformat(published)
    except ValueError as error:
        raise ArticleError(f"published: {published[:40]!r} is not an ISO 8601 date") from error
    return published
