"""Stores each update before it is acknowledged, and has it handled once.

An update is first in the inbox of ``bot.telegram.state``, then acknowledged, then handled, then settled.
Killed in between, the bot finds it there when it starts again: a question is never lost, and answered twice
only if the kill came between sending and settling. Those of one chat are handled one after the other, those
of different chats side by side. In a group people take turns: each waits behind what they sent themselves,
and behind one of everybody else's. Somebody who sends too much is told so once.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Sequence
from typing import Any, Protocol
from weakref import WeakValueDictionary

from bot.telegram.addressing import person_of, private_sender_of
from bot.telegram.desk import Desk
from bot.telegram.metrics import Metrics
from bot.telegram.quota import Quota, Verdict
from bot.telegram.state import State
from corpus import UserError
from telegram import Bot, Update
from telegram.error import Forbidden, TelegramError

WANTED = ("message", "edited_message", "callback_query", "inline_query")
_ASKED = (10, 30.0)  # messages of one person
_ASKED_IN_GROUPS = (5, 60.0)  # a quarter of what Telegram lets us send to a group
_TOUCHED = (60, 60.0)  # presses and inline queries of one person: one for every pause in typing
_PATIENCE = 10.0  # seconds to finish what is in flight

logger = logging.getLogger(__name__)


class Handling(Protocol):
    """What handles updates."""

    def wants(self, update: Update) -> bool:
        """Tell whether there is anything to do."""

    def trusts(self, update: Update) -> bool:
        """Tell whether whoever sent it may send as much as they like."""

    async def handle(self, update: Update, since: float) -> None:
        """Handle one; ``since`` is when it arrived, in the time of ``time.monotonic``."""

    async def refuse(self, update: Update, seconds: float) -> None:
        """Tell somebody who sends too much when to try again."""

    async def apologise(self, update: Update) -> None:
        """Tell whoever sent it that it could not be handled."""


class Inbox:
    """Takes updates in.

    Args:
        bot: What the updates are for.
        desk: Where they are stored.
        handling: Handles them; what it raises is logged, and the update settled.
        metrics: Counts them.
    """

    def __init__(self, bot: Bot, desk: Desk, handling: Handling, metrics: Metrics) -> None:
        self._bot = bot
        self._desk = desk
        self._handling = handling
        self._metrics = metrics
        self._asked = Quota(*_ASKED)
        self._asked_in_groups = Quota(*_ASKED_IN_GROUPS)
        self._touched = Quota(*_TOUCHED)
        self._waiting: dict[tuple[int, int], deque[tuple[Update, float]]] = {}  # by chat and person
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by chat; fair ones
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def recover(self) -> None:
        """Take up what was received and not settled before the bot was stopped."""
        for received in await self._desk.do(State.pending):
            update = Update.de_json(json.loads(received.text), self._bot)
            if received.sending:
                logger.warning("update %d may be answered twice", received.update_id)
                self._metrics.updates.labels("repeated").inc()
            self._take(update, time.monotonic())

    def drops(self, brought: Any) -> bool:  # Any: JSON
        """Drop what a flooder says in private, before it is read; return whether it was that."""
        person = private_sender_of(brought)
        if person is None or not self._asked.drops(person, time.monotonic()):
            return False
        self._metrics.updates.labels(Verdict.DROPPED.value).inc()
        return True

    async def receive(self, updates: Sequence[Update]) -> bool:
        """Store what is new, then have it handled; when it returns, they may be acknowledged.

        What is ignored or dropped costs nobody else the time to store it, however much there is of it.

        Returns:
            Whether there is anything to do.
        """
        now = time.monotonic()
        judged = [(update, self._judge(update, now)) for update in updates]
        kept = {update.update_id: update for update, verdict in judged if _is_kept(update, verdict)}
        rows = [(number, _place_of(update)[0], update.to_json()) for number, update in kept.items()]
        new = set(await self._desk.do(State.receive, rows, time.time())) if rows else set()
        for update, verdict in judged:
            if update.update_id in new or not _is_kept(update, verdict):
                new.discard(update.update_id)
                self._metrics.updates.labels(verdict.value).inc()
                self._follow(update, verdict, now)
        return any(verdict in (Verdict.TAKEN, Verdict.TOLD) for _, verdict in judged)

    async def finish(self) -> None:
        """Finish what is in flight, for ten seconds at most; what waits stays stored."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)

    def _judge(self, update: Update, now: float) -> Verdict:
        person = person_of(update)
        if not person or not self._handling.wants(update):
            return Verdict.IGNORED
        return Verdict.TAKEN if self._handling.trusts(update) else self._quota_of(update).take(person, now)

    def _quota_of(self, update: Update) -> Quota:
        if update.inline_query or update.callback_query:
            return self._touched
        return self._asked_in_groups if _place_of(update)[0] < 0 else self._asked

    def _follow(self, update: Update, verdict: Verdict, now: float) -> None:
        if verdict is Verdict.TOLD:
            seconds = self._quota_of(update).seconds_until_free(person_of(update))
            self._start(self._guarded(self._handling.refuse(update, seconds)))
        elif verdict is Verdict.TAKEN and update.inline_query:
            self._start(self._guarded(self._handling.handle(update, now)))
        elif verdict is Verdict.TAKEN:
            self._take(update, now)

    def _take(self, update: Update, now: float) -> None:
        """Put an update behind those that the same person sent to the same chat."""
        self._metrics.waiting.inc()
        place = _place_of(update)
        if place in self._waiting:
            self._waiting[place].append((update, now))
        else:
            self._waiting[place] = deque([(update, now)])
            self._start(self._work(place))

    async def _work(self, place: tuple[int, int]) -> None:
        """Handle what waits for a person in a chat, one after the other, in turns with others there."""
        waiting, turns = self._waiting[place], self._turns.setdefault(place[0], asyncio.Lock())
        while waiting:
            async with turns:
                if self._stopping:
                    break
                left = await self._handle(*waiting[0])
            for done in [*waiting] if left else [waiting[0]]:  # nobody there reads the rest
                await self._desk.do(State.settle, done[0].update_id)
                waiting.popleft()
                self._metrics.waiting.dec()
        del self._waiting[place]

    async def _handle(self, update: Update, since: float) -> bool:
        """Handle one update; return whether its chat has shut the bot out."""
        try:
            await self._handling.handle(update, since)
        except Forbidden as error:
            logger.info("update %d: the chat does not let the bot in: %s", update.update_id, error)
            return True
        except TelegramError as error:
            logger.warning("update %d: %s", update.update_id, error)
        except UserError as error:
            logger.error("update %d: %s", update.update_id, error)
            await self._guarded(self._handling.apologise(update))
        except Exception:  # whatever is wrong with one update, the others are answered
            logger.exception("update %d", update.update_id)
            await self._guarded(self._handling.apologise(update))
        return False

    async def _guarded(self, saying: Awaitable[None]) -> None:
        try:
            await saying
        except TelegramError as error:
            logger.warning("nobody could be told: %s", error)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _place_of(update: Update) -> tuple[int, int]:
    """Return the chat of an update and who it is from; in a private chat they have the same number."""
    person, chat = person_of(update), update.effective_chat
    return chat.id if chat else person, person


def _is_kept(update: Update, verdict: Verdict) -> bool:
    """Tell whether an update must survive a crash: whoever types an inline query types on."""
    return verdict is Verdict.TAKEN and not update.inline_query
