"""Answers the questions of a chat, each after those before it, and edited ones in place."""

import asyncio
import time
from dataclasses import dataclass

from bot.answer import Answer, Examination
from bot.references import reference_of
from bot.render.messages import Message as Text
from bot.render.messages import clean, fits, joined, plain
from bot.render.telegram import answer_messages
from bot.telegram.addressing import topic_of
from bot.telegram.desk import Desk
from bot.telegram.keyboards import answer_keyboard
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Sender
from bot.telegram.state import Payload, Sent, State
from corpus import UsageError
from telegram import InlineKeyboardMarkup, Message


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came: in which update and message, who asks, and since when it waits."""

    update_id: int
    person: int
    message: Message
    question: str
    since: float


class Questions:
    """Answers questions.

    Args:
        desk: The engine and what is remembered.
        sender: Sends what is answered.
        metrics: Counts the answers.
        feedback: Whether people may say what they think of an answer.
    """

    def __init__(self, desk: Desk, sender: Sender, metrics: Metrics, *, feedback: bool) -> None:
        self._desk = desk
        self._sender = sender
        self._metrics = metrics
        self._feedback = feedback

    async def answer(self, asked: Asked, *, shown: bool = False) -> None:
        """Answer a question after those before it in its chat; ``shown`` with the question above."""
        message = asked.message
        history = await self._desk.do(State.turns, message.chat_id, topic_of(message), time.time())
        texts, keyboard = await self._find(asked, history)
        if shown:
            above = joined([plain(f"“{clean(asked.question)}”"), texts[0]], "\n\n")
            texts = [above, *texts[1:]] if fits(above) else texts
        await self._desk.do(State.begin_sending, asked.update_id)
        replies = await self._sender.reply(message, texts, keyboard)
        await self._remember(asked, replies)
        self._metrics.seconds.observe(time.monotonic() - asked.since)

    async def answer_again(self, asked: Asked) -> None:
        """Answer a question that was edited, where it was answered before; as a new one if it was not."""
        message = asked.message
        chat, now = message.chat_id, time.time()
        old = await self._desk.do(State.replies_to, chat, message.message_id, now)
        if old is None:
            await self.answer(asked)
            return
        history = await self._desk.do(State.turns, chat, topic_of(message), now, message.message_id)
        texts, keyboard = await self._find(asked, history)
        replies = await self._sender.replace(message, old, texts, keyboard)
        await self._desk.do(State.change_turn, chat, asked.question, Sent(message.message_id, replies))

    async def _find(self, asked: Asked, history: list[str]) -> tuple[list[Text], InlineKeyboardMarkup | None]:
        """Return the messages that answer a question, and the buttons under them."""
        typing = asyncio.create_task(self._sender.type(asked.message))
        try:
            examination = await self._desk.examine(asked.person, asked.question, history)
        except UsageError as error:
            self._metrics.answers.labels("failed").inc()
            return [plain(str(error))], None
        finally:
            typing.cancel()
        answer = examination.answer
        self._metrics.answers.labels("answered" if answer.answered else "unanswered").inc()
        payload = make_payload(examination, history)
        message = asked.message
        key = await self._desk.do(State.refer, message.chat_id, topic_of(message), payload, time.time())
        keyboard = answer_keyboard(
            answer.quotes or answer.nearest, key, answered=answer.answered, feedback=self._feedback
        )
        return answer_messages(answer), keyboard

    async def _remember(self, asked: Asked, replies: tuple[int, ...]) -> None:
        message = asked.message
        sent = Sent(message.message_id, replies)
        chat, topic = self._sender.chat_of(message), topic_of(message)
        await self._desk.do(State.add_turn, chat, topic, asked.question, time.time(), sent)


def make_payload(examination: Examination, history: list[str]) -> Payload:
    """Return what the buttons under an answer need: the question, and where its quotes stand."""
    answer: Answer = examination.answer
    return {
        "question": answer.question,
        "history": history,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "quotes": [reference_of(quote) for quote in answer.quotes or answer.nearest],
    }
