"""Reads the articles of an index apart from the engine: what its quotes are checked against."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from corpus import Article, Passage, text_sha256
from index import Library, StoredArticle, find_article, list_articles, passages_of

_KEPT = 256  # articles in memory at once


class Shelf:
    """The articles of one index, by id."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.find = lru_cache(maxsize=_KEPT)(self._find)
        self.holds = lru_cache(maxsize=_KEPT)(self._holds)

    def is_altered(self, quote: dict[str, Any]) -> bool:
        """Check a quote of the contract as a stranger would: by the words, the offsets and the hash."""
        article = self.find(quote["article"]["id"])
        if article is None or text_sha256(article.text) != quote["article"]["sha256"]:
            return True
        return bool(article.text[quote["start"] : quote["end"]] != quote["text"])

    def passages(self, article_id: str | None) -> list[Passage]:
        """Return all passages of an article, or of the whole index."""
        with self._library.snapshot() as snapshot:
            stored = find_article(snapshot.connection, article_id) if article_id else None
            shelf: Iterator[StoredArticle] = iter([stored]) if stored else list_articles(snapshot.connection)
            return [p for one in shelf for _, p in passages_of(snapshot.connection, one)]

    def _find(self, article_id: str) -> Article | None:
        with self._library.snapshot() as snapshot:
            stored = find_article(snapshot.connection, article_id)
        return stored.article if stored else None

    def _holds(self, text: str) -> bool:
        with self._library.snapshot() as snapshot:
            return any(text in one.article.text for one in list_articles(snapshot.connection))
