"""Adds articles to the record: what is new is laid out, encoded and inserted, what is known left alone."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from corpus import Article, Layout, Passage, Source, is_bait, is_disguised, lay_out, split_article
from index.encoder import Encoder
from index.rows import (
    StoredArticle,
    delete_article,
    find_article,
    find_by_url,
    insert_article,
    load_article,
)
from index.stories import articles_of_story

_FLUSH_PASSAGES = 256  # encoded together: enough to fill batches of like length, little to hold


class Status(StrEnum):
    """What became of one source; the counts of an ``add`` add up to the sources found."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: ``reason`` where there is something to say.

    ``n_doubtful`` sentences of an article added are never quoted, as they may not be what was printed.
    ``is_copy`` if the reason is that there is another such text, and nothing else.
    """

    name: str
    status: Status
    article_id: str | None = None
    reason: str | None = None
    n_doubtful: int = 0
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    source: Source
    article: Article
    layout: Layout
    passages: list[Passage]


class Adding:
    """One transaction's worth of adding: articles wait until a batch of passages is full.

    Args:
        connection: The record, open for a change.
        encoder: What makes the vectors.
        on_outcome: Hears of each source as it is settled.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        encoder: Encoder,
        on_outcome: Callable[[Outcome], None],
    ) -> None:
        self._connection = connection
        self._encoder = encoder
        self._on_outcome = on_outcome
        self._seen: dict[str, tuple[str, str]] = {}  # by id: the hash of the text, and the name of the source
        self._waiting: list[_Waiting] = []

    def run(self, sources: Iterable[Source]) -> None:
        """Add the sources' articles; tell ``on_outcome`` what became of each."""
        for source in sources:
            if source.article is None:
                status = Status.FAILED if source.failed else Status.SKIPPED
                self._on_outcome(Outcome(source.name, status, reason=source.reason))
            else:
                self._add(source, self._version_of(source.article))
        self._flush()

    def _version_of(self, article: Article) -> Article:
        """Return the article under the id of an older version at the same address, if there is one."""
        if not _is_known_by_address(article):
            return article
        if any(one.article.url == article.url for one in self._waiting):
            self._flush()
        older = find_by_url(self._connection, article.url or "")
        return replace(article, id=older.article.id) if older else article

    def _add(self, source: Source, article: Article) -> None:
        if any(one.article.id == article.id for one in self._waiting):
            self._flush()
        stored = find_article(self._connection, article.id)
        settled = self._settled(source, article, stored)
        if settled:
            self._on_outcome(settled)
            return
        layout = lay_out(article)
        passages = split_article(
            article,
            layout,
            count_tokens=self._encoder.count_tokens,
            max_tokens=self._encoder.max_tokens,
        )
        if not passages:
            reason = "no sentence in it that can be quoted" if layout.doubtful else "no sentence in it"
            self._on_outcome(Outcome(source.name, Status.SKIPPED, article.id, reason))
            return
        self._waiting.append(_Waiting(source, article, layout, passages))
        if sum(len(one.passages) for one in self._waiting) >= _FLUSH_PASSAGES:
            self._flush()

    def _settled(self, source: Source, article: Article, stored: StoredArticle | None) -> Outcome | None:
        """Return what becomes of an article that is not to be added; None if it is."""
        seen, first = self._seen.setdefault(article.id, (article.sha256, source.name))
        if stored and stored.article == article:
            is_copy = first != source.name and seen == article.sha256
            reason = f"the same as {first}" if is_copy else None
            return Outcome(source.name, Status.UNCHANGED, article.id, reason, is_copy=is_copy)
        if seen != article.sha256 and source.article and not _is_known_by_address(source.article):
            reason = f"another text under the id {article.id}"
            return Outcome(source.name, Status.FAILED, article.id, reason)
        if stored and source.name != stored.source and _is_older(article, stored):
            return Outcome(source.name, Status.SKIPPED, article.id, f"an older version of {article.id}")
        return None

    def _flush(self) -> None:
        texts = [passage.search_text for one in self._waiting for passage in one.passages]
        encoded = self._encoder.encode_passages(texts)
        first = 0
        for one in self._waiting:
            rows = encoded[first : first + len(one.passages)]
            first += len(one.passages)
            old = find_article(self._connection, one.article.id)
            earlier: tuple[str, ...] = ()
            if old:
                delete_article(self._connection, old)
                earlier = tuple({*old.earlier, old.article.sha256} - {one.article.sha256})
            number = insert_article(
                self._connection,
                one.article,
                one.layout,
                one.passages,
                rows,
                source=one.source.name,
                earlier=sorted(earlier),
            )
            notes = [
                one.source.note,
                "replaces the version before" if old else None,
                *_warnings(one.article, one.layout),
            ]
            told = list(filter(None, notes))
            copies = [f"the same story as {other}" for other in self._copies_of(number)]
            reason = "; ".join([*told, *copies]) or None
            n_doubtful = len(one.layout.doubtful)
            is_copy = bool(copies) and not told
            self._on_outcome(
                Outcome(one.source.name, Status.ADDED, one.article.id, reason, n_doubtful, is_copy)
            )
        self._waiting.clear()

    def _copies_of(self, number: int) -> list[str]:
        numbers = articles_of_story(self._connection, number, 1)
        return [load_article(self._connection, other).article.id for other in numbers]


def _warnings(article: Article, layout: Layout) -> Iterator[str]:
    for name in filter(None, (article.publisher, *article.authors)):
        if is_disguised(name, article.text):
            yield f"the name {name!r} is written in other letters than it looks"
    if is_bait(article, layout):
        yield "many of its sentences are questions: it may be made to be found, whatever is asked"


def _is_known_by_address(article: Article) -> bool:
    """Tell whether an article has no id of its own but the address of a page, not of a site's front page."""
    parts = urlsplit(article.url or "")
    return article.has_made_id and bool(parts.path.strip("/") or parts.query)


def _is_older(article: Article, stored: StoredArticle) -> bool:
    """Tell whether the stored version replaced this one, or was published later."""
    dates = [_instant(one.published) for one in (article, stored.article)]
    published_before = dates[0] is not None and dates[1] is not None and dates[0] < dates[1]
    return article.sha256 in stored.earlier or published_before


def _instant(published: str | None) -> datetime | None:
    date = datetime.fromisoformat(published) if published else None
    return date.replace(tzinfo=UTC) if date and date.tzinfo is None else date
