"""Does what the buttons say. What they lead to was stored, and is proved again before it is shown."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.answer import others
from bot.quotes import Quote
from bot.references import recall_quote
from bot.render.messages import Message as Text
from bot.render.telegram import (
    context_message,
    nearest_messages,
    other_messages,
    quote_messages,
    speaker_messages,
)
from bot.render.wording import verdict_of
from bot.surroundings import introduction_of, neighbourhood_of
from bot.telegram import phrases
from bot.telegram.desk import Desk
from bot.telegram.keyboards import Press, Verb, answer_keyboard, back_keyboard, read_press
from bot.telegram.questions import Asked, Questions
from bot.telegram.reading import Reading
from bot.telegram.sending import Sender
from bot.telegram.state import Payload, State
from index import Snapshot
from telegram import CallbackQuery, InlineKeyboardMarkup, Message

_MORE = 3  # further passages at once


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A pressed button: under which message, what was stored for it, by whom, in which update, since when."""

    message: Message
    press: Press
    payload: Payload
    person: int
    update_id: int
    since: float


_Action = Callable[[_Pressed], Awaitable[None]]


class Buttons:
    """Does what pressed buttons say.

    Args:
        desk: The index and what is remembered.
        sender: Sends what is shown.
        questions: Answers the questions that are offered as buttons.
        reading: Shows articles and the list of them.
        feedback: Whether what people think of answers is kept.
    """

    def __init__(
        self, desk: Desk, sender: Sender, questions: Questions, reading: Reading, *, feedback: bool
    ) -> None:
        self._desk = desk
        self._sender = sender
        self._questions = questions
        self._feedback = feedback
        self._actions: dict[Verb, _Action] = {
            Verb.NEAREST: self._nearest,
            Verb.CONTEXT: self._context,
            Verb.BACK: self._back,
            Verb.OTHERS: self._others,
            Verb.SPEAKER: self._speaker,
            Verb.ASK: self._ask,
            Verb.SOURCES: lambda it: reading.turn_list(it.message, it.press),
            Verb.READ: lambda it: reading.turn_article(it.message, it.press, it.payload),
        }

    async def press(self, query: CallbackQuery, update_id: int, since: float) -> None:
        """Do what a button says; answered first, as Telegram waits but a few seconds.

        What a crash interrupts is not done again, unless it is a question: whoever misses it presses again.
        """
        message, press = query.message, read_press(query.data or "")
        payload = None
        if isinstance(message, Message) and message.is_accessible and press:
            payload = await self._desk.do(State.look_up, press.key, message.chat_id, time.time())
        if not isinstance(message, Message) or not press or not payload:
            await self._sender.answer(query, phrases.EXPIRED)
        elif press.verb in (Verb.GOOD, Verb.BAD):
            await self._judge(query, message, press, payload)
        else:
            await self._sender.answer(query)
            if press.verb is not Verb.ASK:
                await self._desk.do(State.settle, update_id)
            pressed = _Pressed(message, press, payload, query.from_user.id, update_id, since)
            await self._actions[press.verb](pressed)

    async def _nearest(self, it: _Pressed) -> None:
        await self._sender.reply(
            it.message, nearest_messages(await self._quotes(it.payload)) or [phrases.GONE]
        )

    async def _context(self, it: _Pressed) -> None:
        """Show a quote with the paragraphs around it, in the answer's place."""
        chosen = [quote for quote in await self._quotes(it.payload) if (quote.number,) == it.press.numbers]
        text = context_message(chosen[0], neighbourhood_of(chosen[0])) if chosen else phrases.GONE
        await self._show(it, text, back_keyboard(it.press.key))

    async def _back(self, it: _Pressed) -> None:
        """Show the answer again, or the last of its messages, in the place of what was shown there."""
        quotes = await self._quotes(it.payload)
        text = phrases.GONE
        if quotes:
            text = quote_messages(verdict_of(quotes, it.payload["confidence"]), quotes)[-1]
        keyboard = answer_keyboard(quotes, it.press.key, answered=True, feedback=self._feedback)
        await self._show(it, text, keyboard)

    async def _others(self, it: _Pressed) -> None:
        quotes = await self._quotes(it.payload)
        question, history = it.payload["question"], it.payload["history"]
        examination = await self._desk.examine(it.person, question, history, thorough=True)
        await self._sender.reply(it.message, other_messages(others(examination, quotes, _MORE)))

    async def _speaker(self, it: _Pressed) -> None:
        introduced = [(quote, introduction_of(quote)) for quote in await self._quotes(it.payload)]
        await self._sender.reply(it.message, speaker_messages(introduced) or [phrases.GONE])

    async def _ask(self, it: _Pressed) -> None:
        for question in it.payload["questions"][it.press.numbers[0] :][:1] if it.press.numbers else []:
            asked = Asked(it.update_id, it.person, it.message, question, it.since)
            await self._questions.answer(asked, shown=True)

    async def _show(self, it: _Pressed, text: Text, keyboard: InlineKeyboardMarkup | None) -> None:
        """Put something in the place of the message under which the button is."""
        await self._sender.edit(it.message.chat_id, it.message.message_id, text, keyboard)

    async def _judge(self, query: CallbackQuery, message: Message, press: Press, payload: Payload) -> None:
        """Keep what somebody thinks of an answer."""
        if self._feedback:
            good, chat = press.verb is Verb.GOOD, message.chat_id
            await self._desk.do(State.add_feedback, press.key, chat, good, payload, time.time())
        await self._sender.answer(query, phrases.THANKS if self._feedback else phrases.NO_FEEDBACK)

    async def _quotes(self, payload: Payload) -> list[Quote]:
        return await self._desk.read(partial(_recall, payload))


def _recall(payload: Payload, snapshot: Snapshot) -> list[Quote]:
    """Return the quotes that an answer showed, those whose articles are still what they were."""
    quotes = (
        recall_quote(snapshot, reference, number) for number, reference in enumerate(payload["quotes"], 1)
    )
    return [quote for quote in quotes if quote]
