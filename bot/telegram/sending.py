"""Sends messages, and proves that Telegram shows what was meant.

Entities are counted in UTF-16 code units, previews are off, and the text that comes back is compared with the
text that was sent: a message that Telegram has altered is deleted at once, whatever it says. What Telegram
cannot be reached for is sent again for an hour; what may have arrived is not sent twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx

from bot.render.messages import Message as Text
from bot.render.messages import plain
from bot.telegram.addressing import topic_of
from bot.telegram.desk import Desk
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.telegram.waiting import growing_pauses
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError, TimedOut

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LONGEST_TRYING = 3600.0  # seconds
_TYPING_AFTER = 0.5  # seconds; most answers are there before
_TYPING_SECONDS = 4.5  # Telegram shows it for five
_MOST_TYPING = 8  # chats at once: two requests a second
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_CHANGED = "message is not modified"
_NO_TOPIC = "message thread not found"
_UNSHOWABLE = (
    "can't parse entities",
    "message is too long",
    "text must be non-empty",
    "message text is empty",
)
_Result = TypeVar("_Result")


class Sender:
    """Sends what the bot says.

    Args:
        bot: Initialised.
        desk: Where a group that became another is noted.
        metrics: Counts what goes wrong.
    """

    def __init__(self, bot: Bot, desk: Desk, metrics: Metrics) -> None:
        self._bot = bot
        self._desk = desk
        self._metrics = metrics
        self._moved: dict[int, int] = {}
        self._n_typing = 0

    async def reply(
        self, to: Message, texts: Sequence[Text], keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Send ``texts`` in the chat and topic of ``to``: the first as a reply, the last with the keyboard.

        Returns:
            The ids of the messages sent; one that may not have arrived is left out.
        """
        sent = []
        for number, text in enumerate(texts):
            replied = ReplyParameters(to.message_id, allow_sending_without_reply=True) if not number else None
            below = keyboard if number == len(texts) - 1 else None
            sent.append(await self._send(to, text, replied, below))
        return tuple(number for number in sent if number is not None)

    async def replace(
        self, to: Message, old: Sequence[int], texts: Sequence[Text], keyboard: InlineKeyboardMarkup | None
    ) -> tuple[int, ...]:
        """Put ``texts`` in the place of the ``old`` replies to a message; return the ids."""
        for number in old[len(texts) :]:
            await self._delete(self._chat(to.chat_id), number)
        kept = []
        for place, (number, text) in enumerate(zip(old, texts, strict=False)):
            below = keyboard if place == len(texts) - 1 else None
            if await self.edit(to.chat_id, number, text, below):
                kept.append(number)
        if len(kept) < len(old[: len(texts)]):  # one was deleted: all is said again
            return await self.reply(to, texts, keyboard)
        return (*kept, *await self.reply(to, texts[len(kept) :], keyboard))

    async def edit(self, chat: int, message: int, text: Text, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Put ``text`` in a message's place; False if that message is gone."""

        async def edit() -> Message | bool:
            return await self._bot.edit_message_text(
                text.text,
                self._chat(chat),
                message,
                entities=telegram_entities(text),
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
            )

        try:
            edited = await self._trying(edit)
        except ChatMigrated as error:
            await self._follow(chat, error)
            return False
        except BadRequest as error:
            if _NOT_CHANGED in str(error).casefold():
                return True
            if _is_unshowable(error):  # taken away, so that it is said again, plain if need be
                await self._delete(self._chat(chat), message)
            logger.info("message %d of chat %d cannot be edited: %s", message, chat, error)
            return False
        if isinstance(edited, Message):
            await self._prove(edited, text)
        return True

    async def answer(self, query: CallbackQuery, text: str | None = None) -> None:
        """Answer a press of a button, if Telegram still waits for that."""
        try:
            await query.answer(text)
        except TelegramError as error:  # nobody sees that it is missing
            logger.info("a press was not answered: %s", error)

    async def type(self, message: Message) -> None:
        """Show that we are working if it takes long, until cancelled.

        Where many wait, not to all of them: it counts as a message, and would take the answers' place.
        """
        await asyncio.sleep(_TYPING_AFTER)
        if self._n_typing >= _MOST_TYPING:
            return
        self._n_typing += 1
        try:
            await self._type(message)
        finally:
            self._n_typing -= 1

    async def _type(self, message: Message) -> None:
        while True:
            try:
                chat = self._chat(message.chat_id)
                await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic_of(message))
            except TelegramError as error:
                logger.info("no typing indicator: %s", error)
            await asyncio.sleep(_TYPING_SECONDS)

    async def _send(
        self,
        to: Message,
        text: Text,
        replied: ReplyParameters | None,
        keyboard: InlineKeyboardMarkup | None,
    ) -> int | None:
        def send(shown: Text, topic: int | None) -> Callable[[], Awaitable[Message]]:
            return lambda: self._bot.send_message(
                self.chat_of(to),
                shown.text,
                entities=telegram_entities(shown),
                link_preview_options=NO_PREVIEW,
                message_thread_id=topic,
                reply_parameters=replied,
                reply_markup=keyboard,
            )

        try:
            sent = await self._trying(send(text, topic_of(to)))
        except ChatMigrated as error:
            await self._follow(to.chat_id, error)
            sent = await self._trying(send(text, topic_of(to)))
        except BadRequest as error:
            if _NO_TOPIC in str(error).casefold():
                sent = await self._trying(send(text, None))
            elif _is_unshowable(error):
                self._alarm(f"Telegram does not take a message as it is, it is sent plain: {error}")
                text = plain(text.text)
                sent = await self._trying(send(text, topic_of(to)))
            else:
                raise
        if sent is None:
            return None
        await self._prove(sent, text)
        return sent.message_id

    async def _trying(self, request: Callable[[], Awaitable[_Result]]) -> _Result | None:
        """Make a request until Telegram is reached; None if it may have been reached and did not answer."""
        pauses, until = growing_pauses(), asyncio.get_running_loop().time() + _LONGEST_TRYING
        while True:
            try:
                return await request()
            except BadRequest:
                raise
            except NetworkError as error:
                self._metrics.errors.labels(type(error).__name__).inc()
                unsent = isinstance(error.__cause__, _UNSENT) or not _is_silent(error)
                if not unsent:
                    self._doubt(error)
                    return None
                pause = next(pauses)
                if asyncio.get_running_loop().time() + pause > until:
                    raise
                logger.warning("Telegram takes nothing, trying again in %.0f s: %s", pause, error)
                await asyncio.sleep(pause)
            except TelegramError as error:
                self._metrics.errors.labels(type(error).__name__).inc()
                if type(error) is TelegramError:  # carried out, and answered with what nobody can read
                    self._doubt(error)
                    return None
                raise

    def chat_of(self, message: Message) -> int:
        """Return the chat that a message is in, or that this chat has become since."""
        return self._chat(message.chat_id)

    async def _follow(self, chat: int, error: ChatMigrated) -> None:
        """Note what a group has become."""
        self._moved[chat] = error.new_chat_id
        await self._desk.do(State.migrate, chat, error.new_chat_id)

    def _doubt(self, error: TelegramError) -> None:
        self._metrics.uncertain.inc()
        logger.warning("a message may not have arrived, and is not sent again: %s", error)

    def _chat(self, chat: int) -> int:
        return self._moved.get(chat, chat)

    def _alarm(self, text: str) -> None:
        self._metrics.alarms.inc()
        logger.critical("%s", text)

    async def _prove(self, sent: Message, meant: Text) -> None:
        if sent.text != meant.text:
            self._alarm(f"Telegram altered message {sent.message_id} of chat {sent.chat_id}: deleted")
            await self._delete(sent.chat_id, sent.message_id)

    async def _delete(self, chat: int, message: int) -> None:
        try:
            await self._bot.delete_message(chat, message)
        except TelegramError as error:
            logger.error("message %d of chat %d could not be deleted: %s", message, chat, error)


def telegram_entities(text: Text) -> list[MessageEntity]:
    """Return the entities of a message with offsets in UTF-16 code units."""
    entities = [
        MessageEntity(one.kind.value, one.start, one.end - one.start, url=one.url) for one in text.entities
    ]
    return list(MessageEntity.adjust_message_entities_to_utf_16(text.text, entities))


def _is_unshowable(error: BadRequest) -> bool:
    return any(sign in str(error).casefold() for sign in _UNSHOWABLE)


def _is_silent(error: NetworkError) -> bool:
    """Tell whether no answer came at all: the request may have been carried out."""
    return isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.HTTPError)
