"""Reads what a page says of its article: JSON-LD first, then the tags for social networks, then the rest."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from lxml.html import HtmlElement

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report)$")
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher")
_AUTHORS = ("author", "dc.creator", "parsely-author", "sailthru.author", "byl")
_DATES = (
    "article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dc.date", "pubdate", "publish-date", "date",
)  # fmt: skip
_BY = re.compile(r"^by\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The fields of an article that its page states; None or empty where it does not."""

    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    authors: tuple[str, ...]


def read_metadata(page: HtmlElement) -> PageMetadata:
    """Read the fields; a date that is none or lies in the future is left out, as is a doubtful address."""
    linked = next(_linked_articles(page), {})
    tags = _tags_of(page)
    authors = _names(linked.get("author")) or [tags[name] for name in _AUTHORS if name in tags][:1]
    title = (
        _text(linked.get("headline")) or _first(tags, _TITLES) or _only(page, "h1") or _only(page, "title")
    )
    return PageMetadata(
        title=title,
        publisher=next(iter(_names(linked.get("publisher"))), None) or _first(tags, _PUBLISHERS),
        url=_address_of(page, linked, tags),
        published=_date(linked.get("datePublished")) or _date(_first(tags, _DATES)),
        authors=tuple(_BY.sub("", author) for author in authors if not author.startswith("http")),
    )


def _linked_articles(page: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Yield the articles of the page's JSON-LD."""
    for script in page.iterfind('.//script[@type="application/ld+json"]'):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph", found) if isinstance(found, dict) else found
        for node in graph if isinstance(graph, list) else [graph]:
            kinds = node.get("@type") if isinstance(node, dict) else None
            if any(_ARTICLE_TYPE.search(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
                yield node


def _tags_of(page: HtmlElement) -> dict[str, str]:
    """Return the meta tags and dated elements, the first of each name."""
    tags: dict[str, str] = {}
    for tag in page.iter("meta", "time", "link"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = _text(tag.get("content") or tag.get("datetime"))
        if name and content:
            tags.setdefault(name.strip().lower(), content)
    return tags


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _only(page: HtmlElement, tag: str) -> str | None:
    """Return the text of an element that the page has once."""
    found = list(page.iter(tag))
    return _text("".join(found[0].itertext())) if len(found) == 1 else None


def _address_of(page: HtmlElement, linked: Mapping[str, Any], tags: Mapping[str, str]) -> str | None:
    """Return the canonical address; None if the page gives several."""
    canonical = {_text(link.get("href")) for link in page.iterfind('.//link[@rel="canonical"]')} - {None}
    if len(canonical) > 1:
        return None
    main = linked.get("mainEntityOfPage")
    stated = [
        *canonical,
        linked.get("url"),
        main.get("@id") if isinstance(main, dict) else main,
        tags.get("og:url"),
    ]
    return next((address for one in stated if (address := _text(one)) and address.startswith("http")), None)


def _names(found: Any) -> list[str]:
    """Return the names in a value of JSON-LD: a string, a thing with a name, or a list of such."""
    names: list[str] = []
    for one in found if isinstance(found, list) else [found]:
        name = _text(one.get("name") if isinstance(one, dict) else one)
        names += [name] if name else []
    return names


def _text(value: Any) -> str | None:
    return " ".join(unescape(value).split()) or None if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    try:
        date = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return str(value).strip() if aware < datetime.now(UTC) + timedelta(days=1) else None
