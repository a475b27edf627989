"""Lets people read: the list of articles and the articles themselves, page by page."""

import time
from functools import partial

from bot.render.pages import page_message, pages_of
from bot.telegram import phrases
from bot.telegram.addressing import topic_of
from bot.telegram.desk import Desk
from bot.telegram.keyboards import Press, article_keyboard, sources_keyboard
from bot.telegram.sending import Sender
from bot.telegram.state import Payload, State
from corpus import Article
from index import Snapshot, StoredArticle, articles_named, count_rows, find_article, newest_articles
from telegram import InlineKeyboardMarkup, Message

_LISTED = 8  # articles on a page of the list


class Reading:
    """Shows articles and the list of them.

    Args:
        desk: The index and what is remembered.
        sender: Sends what is shown.
    """

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self._desk = desk
        self._sender = sender

    async def list_articles(self, message: Message, _: str) -> None:
        """Send the list of articles, newest first."""
        articles, total = await self._page_of_list(0)
        keyboard = await self._list_keyboard(message, articles, 0, total)
        await self._sender.reply(message, [phrases.sources(articles, 0, total)], keyboard)

    async def open_article(self, message: Message, words: str) -> None:
        """Send the first page of the article with these words in its title; the list if there are several."""
        found = await self._desk.read(lambda snapshot: articles_named(snapshot.connection, words, _LISTED))
        if len(found) == 1:
            ids = [found[0].article.id]
            await self._send_article(message, found[0], {"ids": ids, "is_list": False})
        elif found:
            articles = [stored.article for stored in found]
            keyboard = await self._list_keyboard(message, articles, 0, len(articles))
            await self._sender.reply(message, [phrases.sources(articles, 0, len(articles))], keyboard)
        else:
            await self._sender.reply(message, [phrases.NO_SUCH_ARTICLE])

    async def turn_list(self, message: Message, press: Press, _: Payload) -> None:
        """Show another page of the list, in place."""
        page = press.numbers[0] if press.numbers else 0
        articles, total = await self._page_of_list(page)
        keyboard = await self._list_keyboard(message, articles, page, total)
        text = phrases.sources(articles, page * _LISTED, total)
        await self._sender.edit(message.chat_id, message.message_id, text, keyboard)

    async def turn_article(self, message: Message, press: Press, payload: Payload) -> None:
        """Show a page of an article: in place, or below the list that it was chosen from."""
        place, page = press.numbers if len(press.numbers) == 2 else (0, 0)
        ids = payload["ids"][place:][:1]
        stored = await self._desk.read(partial(_find, ids)) if ids else None
        if stored is None:
            await self._sender.reply(message, [phrases.GONE])
        elif payload["is_list"]:
            await self._send_article(message, stored, {"ids": ids, "is_list": False})
        else:
            n_pages = len(pages_of(stored.article, stored.layout))
            page = min(page, n_pages - 1)
            text = page_message(stored.article, stored.layout, page)
            keyboard = article_keyboard(place, page, n_pages, press.key)
            await self._sender.edit(message.chat_id, message.message_id, text, keyboard)

    async def _send_article(self, message: Message, stored: StoredArticle, payload: Payload) -> None:
        key = await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())
        n_pages = len(pages_of(stored.article, stored.layout))
        text = page_message(stored.article, stored.layout, 0)
        await self._sender.reply(message, [text], article_keyboard(0, 0, n_pages, key))

    async def _page_of_list(self, page: int) -> tuple[list[Article], int]:
        def look(snapshot: Snapshot) -> tuple[list[Article], int]:
            found = newest_articles(snapshot.connection, page * _LISTED, _LISTED)
            return [stored.article for stored in found], count_rows(snapshot.connection)[0]

        return await self._desk.read(look)

    async def _list_keyboard(
        self, message: Message, articles: list[Article], page: int, total: int
    ) -> InlineKeyboardMarkup | None:
        payload = {"ids": [article.id for article in articles], "is_list": True}
        key = await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())
        pages = (page, -(-total // _LISTED))
        return sources_keyboard(page * _LISTED + 1, len(articles), pages, key)


def _find(ids: list[str], snapshot: Snapshot) -> StoredArticle | None:
    return find_article(snapshot.connection, ids[0])
