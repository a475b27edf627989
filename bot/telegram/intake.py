"""Takes updates from Telegram, stores each before it is acknowledged, and has it handled once.

An update is first in the inbox of ``bot.telegram.state``, then acknowledged by the next poll, then handled,
then settled. Killed in between, the bot finds it there when it starts again. Those of one chat are handled
one after the other, those of different chats side by side; a chat that sends too much is told so once.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.telegram.desk import Desk
from bot.telegram.state import State
from corpus import TelegramFault
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

Handle = Callable[[Update], Awaitable[None]]

WANTED = ("message", "edited_message", "callback_query")
_POLL_SECONDS = 25
_READ_SECONDS = 15  # beyond the poll's own
_LONGEST_WAIT = 60.0
_TIDYING_SECONDS = 3600.0
_MOST_WAITING = 5  # updates of one chat; what comes beyond is dropped
_PATIENCE = 10.0  # seconds to finish what is in flight

logger = logging.getLogger(__name__)


@dataclass
class _Chat:
    """What waits for one chat, and whether it was told that it sends too much."""

    waiting: deque[Update] = field(default_factory=deque)
    told: bool = False


class Intake:
    """Polls for updates and has them handled.

    Args:
        bot: Initialised.
        desk: Where the inbox is.
        handle: Handles one update; what it raises is logged, and the update settled.
        refuse: Tells a chat, once, that it sends too much.
    """

    def __init__(self, bot: Bot, desk: Desk, handle: Handle, refuse: Handle) -> None:
        self._bot = bot
        self._desk = desk
        self._handle = handle
        self._refuse = refuse
        self._chats: dict[int | None, _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Take updates until ``stopping`` is set, then finish what is in flight.

        Raises:
            TelegramFault: the token is not accepted, or somebody else polls with it.
        """
        for received in await self._desk.do(State.pending):
            update = Update.de_json(json.loads(received.text), self._bot)
            if received.sending:  # it may have been answered: better no answer than two
                await self._desk.do(State.settle, received.update_id)
            else:
                self._take(update)
        tidying = asyncio.create_task(self._tidy())
        polling = asyncio.create_task(self._poll())
        waiting = asyncio.create_task(stopping.wait())
        await asyncio.wait((polling, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if polling.done():
            polling.result()
        polling.cancel()
        tidying.cancel()
        await asyncio.wait([polling, tidying])
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)

    async def _poll(self) -> None:
        pause = 1.0
        while True:
            offset = await self._desk.do(State.next_offset)
            try:
                updates = await self._bot.get_updates(
                    offset=offset,
                    timeout=_POLL_SECONDS,
                    read_timeout=_POLL_SECONDS + _READ_SECONDS,
                    allowed_updates=WANTED,
                )
            except InvalidToken as error:
                raise TelegramFault(
                    "Telegram does not accept the bot token; get a new one from @BotFather"
                ) from error
            except Conflict as error:
                raise TelegramFault(
                    "another poller uses this bot token; stop it, or use another bot"
                ) from error
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except TelegramError as error:
                logger.warning("no updates, trying again in %.0f s: %s", pause, error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_WAIT)
            else:
                pause = 1.0
                await self._receive(updates)

    async def _tidy(self) -> None:
        """Delete what is kept for too long, now and every hour."""
        while True:
            await self._desk.do(State.prune, time.time())
            await asyncio.sleep(_TIDYING_SECONDS)

    async def _receive(self, updates: Sequence[Update]) -> None:
        """Store what is new, then have it handled."""
        rows = [(update.update_id, _chat_of(update), update.to_json()) for update in updates]
        new = set(await self._desk.do(State.receive, rows, time.time()))
        for update in updates:
            if update.update_id in new:
                self._take(update)

    def _take(self, update: Update) -> None:
        """Put an update behind those of its chat."""
        chat = self._chats.get(_chat_of(update))
        if chat is None:
            chat = self._chats[_chat_of(update)] = _Chat(deque([update]))
            self._start(self._work(_chat_of(update), chat))
        elif len(chat.waiting) < _MOST_WAITING:
            chat.waiting.append(update)
        else:
            self._start(self._drop(chat, update))

    async def _work(self, name: int | None, chat: _Chat) -> None:
        while chat.waiting:
            update = chat.waiting[0]
            await self._handle_one(update)
            chat.waiting.popleft()
        del self._chats[name]

    async def _handle_one(self, update: Update) -> None:
        try:
            await self._handle(update)
        except Exception:  # whatever is wrong with one update, the others are answered
            logger.exception("update %d", update.update_id)
        await self._desk.do(State.settle, update.update_id)

    async def _drop(self, chat: _Chat, update: Update) -> None:
        told, chat.told = chat.told, True
        if not told:
            await self._refuse(update)
        await self._desk.do(State.settle, update.update_id)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _chat_of(update: Update) -> int | None:
    return update.effective_chat.id if update.effective_chat else None


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after  # a timedelta where PTB_TIMEDELTA is set
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
