"""Reads what a PDF says about its article: title, authors, publisher, day of publication.

Producers fill these fields with whatever is at hand, so that only what can be meant for readers is taken.
The date of creation is the file's, not the article's, and never taken: a date is one that the document calls
that of publication (``prism:publicationDate`` or ``prism:coverDate`` in XMP, or ``PublicationDate`` in the
document information), and not in the future.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape

_MAX_CHARS = 300
_NO_TITLE = re.compile(
    r"(?:untitled|document|title|new|page|slide|microsoft (?:word|powerpoint|excel)|print|\(?unspecified|"
    r"\(?anonymous|about:blank|https?:|file:|layout|template)\b.*|\S*|.*\.\w{2,5}",
    re.IGNORECASE | re.DOTALL,
)
_NO_AUTHOR = re.compile(
    r"(?:admin|administrator|user|owner|root|guest|unknown|author|default|anonymous|unspecified|staff|microsoft|adobe|"
    r"apple|pc|hp|dell|lenovo)\b.*|.*(?:@|\d|\.com\b).*|[^A-Z]*",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_AUTHORS = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")
_XMP_DATE = re.compile(r"prism:(?:publicationDate|coverDate)(?:>|=[\"'])\s*([^<\"']+)")
_XMP_PUBLISHER = re.compile(r"<dc:publisher>.*?<rdf:li[^>]*>([^<]+)<", re.DOTALL)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def find_title(fields: Mapping[str, str]) -> str | None:
    """Return the title if it is one: not a file's name, a tool's, or "untitled"."""
    title = _clean(fields.get("/Title", ""))
    return None if _NO_TITLE.fullmatch(title) or len(title) > _MAX_CHARS else title


def find_authors(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the authors: names of two words or more, not that of an account or a computer."""
    names = _BETWEEN_AUTHORS.split(_clean(fields.get("/Author", "")))
    return tuple(n for n in names if " " in n and len(n) <= _MAX_CHARS and not _NO_AUTHOR.fullmatch(n))


def find_publisher(xmp: str) -> str | None:
    """Return the publisher that XMP names."""
    found = _XMP_PUBLISHER.search(xmp)
    return _clean(unescape(found[1])) or None if found else None


def find_published(fields: Mapping[str, str], xmp: str) -> str | None:
    """Return the day of publication in ISO 8601, or None."""
    found = _XMP_DATE.search(xmp)
    text = found[1].strip() if found else fields.get("/PublicationDate", "").strip()
    if digits := _PDF_DATE.match(text):
        text = "-".join(digits.groups())
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        return None
    return text if date(1400, 1, 1) <= day <= datetime.now(UTC).date() else None


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
