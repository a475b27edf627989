"""Does what the buttons say. What they lead to was stored, and is proved again before it is shown."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from bot.answer import others
from bot.quotes import Quote
from bot.references import recall_quote
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
from corpus import Span
from index import Snapshot
from telegram import CallbackQuery, Message

_Action = Callable[[Message, Press, Payload], Awaitable[None]]
_MORE = 3  # further passages at once


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
            Verb.SPEAKER: self._speaker,
            Verb.SOURCES: reading.turn_list,
            Verb.READ: reading.turn_article,
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
            if press.verb is Verb.ASK:
                for question in payload["questions"][press.numbers[0] :][:1] if press.numbers else []:
                    asked = Asked(update_id, query.from_user.id, message, question, since)
                    await self._questions.answer(asked, shown=True)
            else:
                await self._desk.do(State.settle, update_id)
                if press.verb is Verb.OTHERS:
                    await self._others(query.from_user.id, message, payload)
                else:
                    await self._actions[press.verb](message, press, payload)

    async def _nearest(self, message: Message, _: Press, payload: Payload) -> None:
        await self._sender.reply(message, nearest_messages(await self._quotes(payload)) or [phrases.GONE])

    async def _context(self, message: Message, press: Press, payload: Payload) -> None:
        """Show a quote with the paragraphs around it, in the answer's place."""

        def look(snapshot: Snapshot) -> tuple[Quote, Span] | None:
            chosen = [quote for quote in _recall(payload, snapshot) if (quote.number,) == press.numbers]
            return (chosen[0], neighbourhood_of(snapshot, chosen[0])) if chosen else None

        found = await self._desk.read(look)
        text = context_message(*found) if found else phrases.GONE
        await self._sender.edit(message.chat_id, message.message_id, text, back_keyboard(press.key))

    async def _back(self, message: Message, press: Press, payload: Payload) -> None:
        """Show the answer again, or the last of its messages, in the place of what was shown there."""
        quotes = await self._quotes(payload)
        text = phrases.GONE
        if quotes:
            text = quote_messages(verdict_of(quotes, payload["confidence"]), quotes)[-1]
        keyboard = answer_keyboard(quotes, press.key, answered=True, feedback=self._feedback)
        await self._sender.edit(message.chat_id, message.message_id, text, keyboard)

    async def _others(self, person: int, message: Message, payload: Payload) -> None:
        quotes = await self._quotes(payload)
        examination = await self._desk.examine(person, payload["question"], payload["history"])
        await self._sender.reply(message, other_messages(others(examination, quotes, _MORE)))

    async def _speaker(self, message: Message, _: Press, payload: Payload) -> None:
        def look(snapshot: Snapshot) -> list[tuple[Quote, Quote | None]]:
            quotes = _recall(payload, snapshot)
            return [(quote, introduction_of(snapshot, quote)) for quote in quotes]

        await self._sender.reply(message, speaker_messages(await self._desk.read(look)) or [phrases.GONE])

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
