"""Answers what people send: a question, a command, a press of a button.

Thin: what is said stands in ``bot.telegram.phrases`` and ``bot.render.telegram``, what is answered comes from
the engine. A question in a private chat is any text; in a group a command, a mention or a reply to the bot.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.answer import Answer
from bot.render.telegram import Message as Text
from bot.render.telegram import answer_messages, nearest_messages, plain
from bot.telegram import phrases
from bot.telegram.desk import Desk
from bot.telegram.sending import reply, topic_of
from bot.telegram.state import State
from corpus import UserError
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

_LATE = 3600.0  # seconds after which a question is only told that it waited too long
_TYPING_SECONDS = 4.5  # Telegram shows it for five
_NEAREST = "nearest"
_SAID = {
    "start": phrases.WELCOME,
    "help": phrases.WELCOME,
    "about": phrases.ABOUT,
    "privacy": phrases.PRIVACY,
}

logger = logging.getLogger(__name__)


class Handlers:
    """Handles one update at a time for each chat.

    Args:
        bot: Initialised, so that it knows its own name.
        desk: The engine and what is remembered.
    """

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._commands: dict[str, Callable[[Message, str], Awaitable[None]]] = {
            "ask": self._ask,
            "sources": self._sources,
            "forget": self._forget,
            **{name: self._say(text) for name, text in _SAID.items()},
        }

    async def handle(self, update: Update) -> None:
        """Answer an update, or leave it where it is nothing for us."""
        if update.callback_query:
            await self._press(update.callback_query)
        elif update.effective_message and update.effective_user and not update.effective_user.is_bot:
            await self._read(update, update.effective_message)

    async def refuse(self, update: Update) -> None:
        """Tell somebody who sends too much."""
        if update.effective_message:
            await reply(self._bot, update.effective_message, [phrases.TOO_MANY])

    async def _read(self, update: Update, message: Message) -> None:
        text = self._addressed(message)
        if text is None:
            return
        if time.time() - message.date.timestamp() > _LATE and update.message:
            await reply(self._bot, message, [phrases.LATE])
            return
        if not await self._desk.do(State.begin_sending, update.update_id):
            return
        name, _, rest = text.partition(" ")
        command = self._commands.get(name.removeprefix("/")) if name.startswith("/") else None
        await (command(message, rest.strip()) if command else self._ask(message, text))

    def _addressed(self, message: Message) -> str | None:
        """Return what a message says to us, without our name; None if it is meant for others."""
        text = message.text
        if not text:
            return None if message.chat.type != ChatType.PRIVATE else ""
        name = f"@{self._bot.username}"
        command, _, rest = text.partition(" ")
        if text.startswith("/"):
            bare, at, other = command.partition("@")
            return None if at and f"@{other}".casefold() != name.casefold() else f"{bare} {rest}".strip()
        mentioned = name.casefold() in text.casefold()
        to_us = message.reply_to_message and message.reply_to_message.from_user
        if message.chat.type == ChatType.PRIVATE or mentioned or (to_us and to_us.id == self._bot.id):
            return " ".join(word for word in text.split() if word.casefold() != name.casefold())
        return None

    async def _ask(self, message: Message, question: str) -> None:
        """Answer a question after those before it in this chat and topic."""
        if not question:
            await reply(self._bot, message, [phrases.NO_QUESTION])
            return
        chat, topic = message.chat_id, topic_of(message)
        history = await self._desk.do(State.turns, chat, topic, time.time())
        typing = asyncio.create_task(self._type(message))
        try:
            answer = await self._desk.answer(question, history)
        except UserError as error:
            await reply(self._bot, message, [plain(str(error))])
            return
        finally:
            typing.cancel()
        await self._desk.do(State.add_turn, chat, topic, question, time.time())
        await reply(
            self._bot, message, answer_messages(answer), await self._keyboard(message, answer, history)
        )

    async def _keyboard(
        self, message: Message, answer: Answer, history: list[str]
    ) -> InlineKeyboardMarkup | None:
        """Offer what came nearest to a question that is not answered."""
        if answer.answered or not answer.nearest:
            return None
        payload = {"do": _NEAREST, "question": answer.question, "history": history}
        key = await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())
        return InlineKeyboardMarkup([[InlineKeyboardButton(phrases.SHOW_NEAREST, callback_data=key)]])

    async def _press(self, query: CallbackQuery) -> None:
        """Do what a button says; answered first, as Telegram waits but a few seconds."""
        message = query.message
        if not isinstance(message, Message) or not query.data:
            await query.answer(phrases.EXPIRED)
            return
        payload = await self._desk.do(State.look_up, query.data, message.chat_id, time.time())
        await query.answer(None if payload else phrases.EXPIRED)
        if payload and payload["do"] == _NEAREST:
            answer = await self._desk.answer(payload["question"], payload["history"])
            await reply(self._bot, message, nearest_messages(answer) or answer_messages(answer))

    async def _type(self, message: Message) -> None:
        """Show that we are working, until cancelled."""
        chat, topic = message.chat_id, topic_of(message)
        while True:
            try:
                await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic)
            except TelegramError as error:
                logger.info("no typing indicator: %s", error)
            await asyncio.sleep(_TYPING_SECONDS)

    def _say(self, text: Text) -> Callable[[Message, str], Awaitable[None]]:
        """Return the command that says what stands fast."""
        return lambda message, _: reply(self._bot, message, [text])

    async def _sources(self, message: Message, _: str) -> None:
        await reply(self._bot, message, [phrases.sources(await self._desk.articles())])

    async def _forget(self, message: Message, _: str) -> None:
        await self._desk.do(State.forget, message.chat_id)
        await reply(self._bot, message, [phrases.FORGOTTEN])
