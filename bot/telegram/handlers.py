"""Leads what people send to what answers it: a question, a command, a press of a button, an inline query.

Thin: what is said stands in ``bot.telegram.phrases`` and ``bot.render``, what is answered comes from the
engine.
"""

import logging
import time
from collections.abc import Awaitable, Callable

from bot.render.messages import Message as Text
from bot.telegram import phrases
from bot.telegram.addressing import addressed, person_of, topic_of
from bot.telegram.buttons import Buttons
from bot.telegram.desk import Desk
from bot.telegram.inline import Inline
from bot.telegram.keyboards import examples_keyboard
from bot.telegram.metrics import Metrics
from bot.telegram.operators import Operators
from bot.telegram.questions import Asked, Questions
from bot.telegram.reading import Reading
from bot.telegram.sending import Sender
from bot.telegram.settings import TelegramSettings
from bot.telegram.state import State
from telegram import Bot, Message, Update
from telegram.constants import ChatType

_LATE = 3600.0  # seconds after which a question is only told that it waited too long

_Command = Callable[[Message, str], Awaitable[None]]
logger = logging.getLogger(__name__)


class Handlers:
    """Handles one update at a time for each chat.

    Args:
        bot: Initialised, so that it knows its own name.
        desk: The engine and what is remembered.
        metrics: Counts what is done.
        settings: Who may ask, who may add, what is kept.
    """

    def __init__(self, bot: Bot, desk: Desk, metrics: Metrics, settings: TelegramSettings) -> None:
        self._bot = bot
        self._desk = desk
        self._settings = settings
        self._sender = Sender(bot, desk, metrics)
        self._questions = Questions(desk, self._sender, metrics, feedback=settings.feedback)
        reading = Reading(desk, self._sender)
        self._buttons = Buttons(desk, self._sender, self._questions, reading, feedback=settings.feedback)
        self._inline = Inline(desk, metrics)
        self._operators = Operators(desk, self._sender, metrics)
        self._told: dict[tuple[int, str], float] = {}
        privacy = phrases.privacy(settings.retention_seconds, feedback=settings.feedback)
        self._commands: dict[str, _Command] = {
            "start": self._help,
            "help": self._help,
            "sources": reading.list_articles,
            "article": reading.open_article,
            "about": self._say(phrases.ABOUT),
            "privacy": self._say(privacy),
            "forget": self._forget,
        }
        self._operators_commands: dict[str, _Command] = {
            "remove": self._operators.remove,
            "stats": self._operators.stats,
            "reload": self._operators.reload,
        }

    def wants(self, update: Update) -> bool:
        """Tell whether an update is meant for us: a message to us, a button of ours, an inline query."""
        if update.inline_query or update.callback_query:
            return True
        message = update.message or update.edited_message
        return message is not None and self._text_of(message) is not None

    async def handle(self, update: Update, since: float) -> None:
        """Answer an update that arrived at ``since``, or leave it where it is nothing for us."""
        if not self._may_ask(update):
            await self._turn_away(update)
        elif update.inline_query:
            await self._inline.offer(update.inline_query)
        elif update.callback_query:
            await self._buttons.press(update.callback_query, update.update_id, since)
        elif message := update.message or update.edited_message:
            await self._read(update, message, since)

    async def refuse(self, update: Update, seconds: float) -> None:
        """Tell somebody who sends too much when to try again."""
        if update.callback_query:
            await self._sender.answer(update.callback_query, phrases.too_many(seconds).text)
        elif update.message:
            await self._sender.reply(update.message, [phrases.too_many(seconds)])

    async def apologise(self, update: Update) -> None:
        """Tell whoever sent an update that it failed."""
        if message := update.effective_message:
            await self._sender.reply(message, [phrases.SORRY])

    async def _read(self, update: Update, message: Message, since: float) -> None:
        text = self._text_of(message) or ""
        if update.message and time.time() - message.date.timestamp() > _LATE:
            await self._tell_once(message, "late", phrases.LATE)
            return
        if update.message and self.trusts(update) and (message.document or message.forward_origin):
            add = self._operators.add_file if message.document else self._operators.add_forwarded
            await add(message)
            return
        name, _, rest = text.partition(" ")
        command = self._command(name, update) if name.startswith("/") else None
        if command and update.message:
            await command(message, rest.strip())
        elif not command:
            await self._ask(update, message, rest.strip() if name == "/ask" else text, since)

    def _text_of(self, message: Message) -> str | None:
        """Return what a message says to us; None if it is for others, or another bot's."""
        by_bot = message.from_user and message.from_user.is_bot and not message.sender_chat
        return None if by_bot else addressed(message, self._bot.username, self._bot.id)

    async def _ask(self, update: Update, message: Message, question: str, since: float) -> None:
        asked = Asked(update.update_id, person_of(update), message, question, since)
        if update.edited_message:
            if question and time.time() - message.date.timestamp() <= self._settings.retention_seconds:
                await self._questions.answer_again(asked)
        elif question:
            await self._questions.answer(asked)
        else:
            await self._sender.reply(message, [phrases.NO_QUESTION])

    def _command(self, name: str, update: Update) -> _Command | None:
        for_all = self._commands.get(name.removeprefix("/"))
        for_operators = self._operators_commands.get(name.removeprefix("/"))
        return for_all or (for_operators if self.trusts(update) else None)

    def trusts(self, update: Update) -> bool:
        """Tell whether an update is an operator's, in private: they may send many files at once."""
        user, chat = update.effective_user, update.effective_chat
        is_private = chat is not None and chat.type == ChatType.PRIVATE
        return is_private and user is not None and user.id in self._settings.operators

    def _may_ask(self, update: Update) -> bool:
        """Tell whether a person, or the chat that they are in, is let in; if nobody is named, all are."""
        known = {one.id for one in (update.effective_user, update.effective_chat) if one}
        return not self._settings.allowed or bool(known & (self._settings.allowed | self._settings.operators))

    async def _turn_away(self, update: Update) -> None:
        if update.message and update.message.chat.type == ChatType.PRIVATE:
            await self._tell_once(update.message, "not let in", phrases.NOT_FOR_YOU)

    async def _tell_once(self, message: Message, what: str, text: Text) -> None:
        """Say something to a chat that it was not told in the last hour."""
        now = time.monotonic()
        self._told = {told: at for told, at in self._told.items() if now - at < _LATE}
        if (message.chat_id, what) not in self._told:
            self._told[message.chat_id, what] = now
            await self._sender.reply(message, [text])

    async def _help(self, message: Message, _: str) -> None:
        questions = await self._desk.examples()
        payload = {"questions": questions}
        key = await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())
        await self._sender.reply(message, [phrases.WELCOME], examples_keyboard(questions, key))

    async def _forget(self, message: Message, _: str) -> None:
        await self._desk.do(State.forget, message.chat_id)
        await self._sender.reply(message, [phrases.FORGOTTEN])

    def _say(self, text: Text) -> _Command:
        """Return the command that says what stands fast."""

        async def say(message: Message, _: str) -> None:
            await self._sender.reply(message, [text])

        return say
