"""Reads what a page says of its article: JSON-LD first, then microdata, then tags for social networks."""

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
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The fields of an article that its page states; None or empty where it does not.

    ``titles`` are all that it states, ``title`` is the first of them. ``live`` tells that the article goes
    on, entry by entry; ``descriptions`` say what it is about.
    """

    titles: tuple[str, ...]
    publisher: str | None
    url: str | None
    published: str | None
    authors: tuple[str, ...]
    live: bool
    descriptions: tuple[str, ...]

    @property
    def title(self) -> str | None:
        """The title of the article."""
        return self.titles[0] if self.titles else None


def read_metadata(page: HtmlElement) -> PageMetadata:
    """Read the fields; a date that is none or lies in the future is left out, as is a doubtful address."""
    stated = {**_microdata(page), **_linked_article(page)}
    tags = _tags_of(page)
    authors = _names(stated.get("author")) or [tags[name] for name in _AUTHORS if name in tags][:1]
    given = list(filter(None, (_text(stated.get("headline")), *map(tags.get, _TITLES))))
    given += filter(None, ((None if given else _only(page, "h1")), _only(page, "title")))
    dates = [stated.get("datePublished"), *(tags[name] for name in _DATES if name in tags)]
    return PageMetadata(
        titles=tuple(dict.fromkeys(given)),
        publisher=next(iter(_names(stated.get("publisher"))), None) or _first(tags, _PUBLISHERS),
        url=_address_of(page, stated, tags),
        published=next(filter(None, map(_date, dates)), None),
        authors=tuple(_BY.sub("", author) for author in authors if not author.startswith("http")),
        live="LiveBlogPosting" in str(stated.get("@type")),
        descriptions=tuple(tags[name] for name in _DESCRIPTIONS if name in tags),
    )


def _linked_article(page: HtmlElement) -> _Node:
    """Return the first article of the page's JSON-LD, with what it refers to by ``@id`` in its place."""
    nodes = list(_linked_nodes(page))
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    for node in nodes:
        kinds = node.get("@type")
        if any(_ARTICLE_TYPE.search(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
            return {key: _resolved(value, by_id) for key, value in node.items()}
    return {}


def _linked_nodes(page: HtmlElement) -> Iterator[_Node]:
    for script in page.iter("script"):
        if not script.get("type", "").strip().lower().startswith("application/ld+json"):
            continue
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for one in found if isinstance(found, list) else [found]:
            graph = one.get("@graph", one) if isinstance(one, dict) else one
            nodes = graph if isinstance(graph, list) else [graph]
            yield from (node for node in nodes if isinstance(node, dict))


def _resolved(value: Any, by_id: Mapping[str, _Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and set(value) == {"@id"}:
        return by_id.get(str(value["@id"]), value)
    return value


def _microdata(page: HtmlElement) -> dict[str, Any]:
    """Return the properties of the first article in the page's microdata, of each name all values."""
    for item in page.iterfind(".//*[@itemtype]"):
        if _ARTICLE_TYPE.search(item.get("itemtype", "").strip()):
            break
    else:
        return {}
    found: dict[str, Any] = {"@type": item.get("itemtype")}
    for part in item.iterfind(".//*[@itemprop]"):
        if _owner(part) is item:
            for name in part.get("itemprop", "").split():
                if name in ("author", "publisher"):
                    found.setdefault(name, []).append(_stated(part))
                elif name in ("headline", "datePublished", "mainEntityOfPage", "url"):
                    found.setdefault(name, _stated(part))
    return found


def _owner(part: HtmlElement) -> HtmlElement | None:
    return next((above for above in part.iterancestors() if above.get("itemscope") is not None), None)


def _stated(part: HtmlElement) -> str | None:
    name = part.find(".//*[@itemprop='name']")
    place = part if name is None else name
    attributes = (place.get(one) for one in ("content", "datetime", "href"))
    return next(filter(None, attributes), None) or _text("".join(place.itertext()))


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
    found = [one for one in page.iter(tag) if one.getparent().tag != "svg"]
    return _text("".join(found[0].itertext())) if len(found) == 1 else None


def _address_of(page: HtmlElement, stated: _Node, tags: Mapping[str, str]) -> str | None:
    """Return the canonical address; None if the page gives several."""
    links = page.iterfind(".//link[@rel='canonical']")
    canonical = {_text(link.get("href")) for link in links} - {None}
    if len(canonical) > 1:
        return None
    main = stated.get("mainEntityOfPage")
    given = [*canonical, stated.get("url"), main.get("@id") if isinstance(main, dict) else main]
    given.append(tags.get("og:url"))
    return next((address for one in given if (address := _text(one)) and address.startswith("http")), None)


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
