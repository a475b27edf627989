"""Lets people read: the list of articles and the articles themselves, page by page."""

import time
from functools import partial

from bot.render.messages import Message as Text
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
_Shown = tuple[Text, InlineKeyboardMarkup | None]


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
        text, keyboard = await self._page_of_list(message, 0)
        await self._sender.reply(message, [text], keyboard)

    async def open_article(self, message: Message, words: str) -> None:
        """Send the first page of the article with these words in its title; the list if there are several."""
        found = await self._desk.read(lambda snapshot: articles_named(snapshot.connection, words, _LISTED))
        if len(found) == 1:
            await self._send_article(message, found[0])
        elif found:
            articles = [stored.article for stored in found]
            text, keyboard = await self._listed(message, articles, len(articles), 0)
            await self._sender.reply(message, [text], keyboard)
        else:
            await self._sender.reply(message, [phrases.NO_SUCH_ARTICLE])

    async def turn_list(self, message: Message, press: Press) -> None:
        """Show another page of the list, in place."""
        text, keyboard = await self._page_of_list(message, press.numbers[0] if press.numbers else 0)
        await self._sender.edit(message.chat_id, message.message_id, text, keyboard)

    async def turn_article(self, message: Message, press: Press, payload: Payload) -> None:
        """Show a page of an article: in place, or below the list that it was chosen from."""
        place, page = press.numbers if len(press.numbers) == 2 else (0, 0)
        ids = payload["ids"][place:][:1]
        stored = await self._desk.read(partial(_find, ids)) if ids else None
        if stored is None:
            await self._sender.reply(message, [phrases.GONE])
        elif payload["is_list"]:
            await self._send_article(message, stored)
        else:
            text, keyboard = _page_of(stored, page, press.key)
            await self._sender.edit(message.chat_id, message.message_id, text, keyboard)

    async def _send_article(self, message: Message, stored: StoredArticle) -> None:
        payload = {"ids": [stored.article.id], "is_list": False}
        text, keyboard = _page_of(stored, 0, await self._key(message, payload))
        await self._sender.reply(message, [text], keyboard)

    async def _page_of_list(self, message: Message, page: int) -> _Shown:
        def look(snapshot: Snapshot) -> tuple[list[Article], int]:
            found = newest_articles(snapshot.connection, page * _LISTED, _LISTED)
            return [stored.article for stored in found], count_rows(snapshot.connection)[0]

        return await self._listed(message, *await self._desk.read(look), page=page)

    async def _listed(self, message: Message, articles: list[Article], total: int, page: int) -> _Shown:
        """Return a page of a list, with buttons that lead to its articles."""
        first, n_pages = page * _LISTED, -(-total // _LISTED)
        key = await self._key(message, {"ids": [article.id for article in articles], "is_list": True})
        keyboard = sources_keyboard(first + 1, len(articles), (page, n_pages), key)
        return phrases.sources(articles, first, total), keyboard

    async def _key(self, message: Message, payload: Payload) -> str:
        return await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())


def _page_of(stored: StoredArticle, page: int, key: str) -> _Shown:
    """Return a page of an article, the last if there are fewer, with the buttons that turn it."""
    pages = pages_of(stored.article, stored.layout)
    page = min(page, len(pages) - 1)
    text = page_message(stored.article, stored.layout, pages, page)
    return text, article_keyboard(0, page, len(pages), key)


def _find(ids: list[str], snapshot: Snapshot) -> StoredArticle | None:
    return find_article(snapshot.connection, ids[0])
