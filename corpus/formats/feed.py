"""Turns a saved feed (RSS, Atom) into articles, one for each entry; nothing that it links to is fetched.

The XML is read twice, by lxml and by feedparser, and the HTML in it is read by two parsers as well: what
feedparser makes of an entry is the witness of what is quoted.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any

import feedparser
from lxml import etree

from corpus.encodings import codec_of, decode
from corpus.errors import ArticleError
from corpus.extraction import Extracted
from corpus.formats.fragment import plain_words, read_fragment
from corpus.formats.html_words import read_words

_DECLARATION = re.compile(r"\s*<\?xml\b([^>]{0,300})\?>")
_DECLARED = re.compile(r"""encoding\s*=\s*["']([A-Za-z][\w.-]{0,39})["']""")
_PROLOG = re.compile(r"(?:[^<]|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"
_RSS_1 = "{http://purl.org/rss/1.0/}"
_ENTRIES = {"rss": ("channel/item",), "feed": (f"{_ATOM}entry",), "RDF": (f"{_RSS_1}item",)}
_TEXTS = (_ENCODED, f"{_ATOM}content", "description", f"{_RSS_1}description", f"{_ATOM}summary")
_AUTHORS = ("author", "{http://purl.org/dc/elements/1.1/}creator", f"{_ATOM}author/{_ATOM}name")
_MAIL_AND_NAME = re.compile(r"\S+@\S+ \((.+)\)")
_TITLES = ("title", f"{_ATOM}title", f"{_RSS_1}title")


def read_feed(data: bytes) -> list[Extracted]:
    """Read every entry of a feed as an article, in the order of the feed; one without text has no blocks.

    Raises:
        ArticleError: it is no feed, not well-formed, or defines entities, which no feed needs.
    """
    source = _source_of(data)
    found = _entries_of(source)
    feed = feedparser.parse(io.BytesIO(source), resolve_relative_uris=False)  # bytes alone may name a file
    if len(feed.entries) != len(found):
        raise ArticleError(
            f"two readings of the feed find {len(found)} and {len(feed.entries)} entries in it"
        )
    return [
        _extracted(entry, other, feed.feed.get("title"))
        for entry, other in zip(found, feed.entries, strict=True)
    ]


def _source_of(data: bytes) -> bytes:
    """Return the XML in UTF-8, without a declaration that says otherwise or a document type."""
    declaration = _DECLARATION.match(data[:400].decode("latin-1").removeprefix("\xef\xbb\xbf"))
    declared = _DECLARED.search(declaration[1]) if declaration else None
    decoded = decode(data, codec_of(declared[1]) if declared else None)
    if decoded.guess:
        raise ArticleError("neither UTF-8 nor in an encoding that the feed declares")
    text = _DECLARATION.sub("", decoded.text.removeprefix("\ufeff"), count=1)
    prolog = _PROLOG.match(text)
    if prolog and re.match(r"<!(?:doctype|entity)", text[prolog.end() :], re.IGNORECASE):
        raise ArticleError("not a feed read here: it has a document type, which may define entities")
    return text.encode("utf-8", "replace")


def _entries_of(source: bytes) -> list[etree._Element]:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(source, parser=parser)
    except etree.XMLSyntaxError as error:
        raise ArticleError(f"not well-formed XML: {str(error)[:200]}") from error
    entries = [entry for path in _ENTRIES.get(_name(root), ()) for entry in root.iterfind(path)]
    if _name(root) not in _ENTRIES:
        raise ArticleError(f"not a feed: its root is {_name(root)[:40]!r}")
    if not entries:
        raise ArticleError("a feed without entries")
    return entries


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _extracted(entry: etree._Element, other: Any, feed_title: str | None) -> Extracted:
    """Make the article of an entry as lxml has it; ``other`` is feedparser's, whose fields are anything."""
    html = next(filter(None, (_html_of(text) for name in _TEXTS for text in entry.iterfind(name))), "")
    title = next(filter(None, (_title_of(title) for name in _TITLES for title in entry.iterfind(name))), None)
    source = other.get("source") or {}
    return Extracted(
        read_fragment(html)[0],
        ("\n\n".join(_witnesses(other)),),
        title=title,
        headline=title or "",
        publisher=plain_words(source.get("title") or feed_title or ""),
        url=other.get("link"),
        published=_date(str(other.get("published") or "").strip()),
        authors=tuple(_authors(entry)),
    )


def _html_of(text: etree._Element) -> str:
    """Return an element's content as HTML; "" if it is of another kind."""
    kind = text.get("type", "text" if text.tag.startswith(_ATOM) else "html").lower()
    if kind == "xhtml" or len(text):
        inner = (etree.tostring(child, encoding="unicode", with_tail=True) for child in text)
        return escape(text.text or "") + "".join(inner)
    if kind in ("html", "text/html"):
        return text.text or ""
    return escape(text.text or "").replace("\n\n", "<p>") if kind in ("text", "text/plain") else ""


def _title_of(title: etree._Element) -> str | None:
    return plain_words(_html_of(title))


def _witnesses(other: Any) -> Iterator[str]:
    details = [*other.get("content", ()), other.get("summary_detail")]
    for detail in filter(None, details):
        value = str(detail.get("value", ""))
        yield value if detail.get("type") == "text/plain" else read_words(value)


def _authors(entry: etree._Element) -> Iterator[str]:
    """Yield the names; RSS has ``ann@example.org (Ann Lee)``, of which feedparser makes other things."""
    for path in _AUTHORS:
        for author in entry.iterfind(path):
            name = " ".join("".join(author.itertext()).split())
            in_brackets = _MAIL_AND_NAME.fullmatch(name)
            name = in_brackets[1] if in_brackets else name
            if name and "@" not in name:
                yield name


def _date(published: str) -> str | None:
    """Return ISO 8601 as the feed has it, or made of the date of a mail, the form of RSS; else None."""
    try:
        datetime.fromisoformat(published)
    except ValueError:
        try:
            return parsedate_to_datetime(published).isoformat()
        except (ValueError, TypeError, IndexError):
            return None
    return published
