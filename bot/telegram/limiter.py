"""Delays requests to Telegram so that its limits are kept: overall, for each chat, for each group.

The limits: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. They hold in any
window of their length, wherever it begins. (The ``AIORateLimiter`` that python-telegram-bot brings is a leaky
bucket: 59 requests in the first second.) Left out: that Telegram may count an album as several messages.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any

from bot.telegram.waiting import seconds_of
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_RETRIES = 3
_LONGEST_HALT = 600.0  # seconds; nobody waits longer for an answer
_MARGIN = 0.1  # seconds added to a halt: Telegram rounds, and its clock is another
# Seconds by which requests may come closer on their way; of 1,000 in a minute 22 were "too many" without it.
_JITTER = 0.1
_FORGET_EVERY = 60.0  # seconds

# Any: what a request carries is python-telegram-bot's own affair, and its signatures say so.
_Result = bool | dict[str, Any] | list[dict[str, Any]]
_Name = int | str


class _Window:
    """The last ``most`` moments at which something was counted, of which ``seconds`` may hold no more."""

    def __init__(self, most: int, seconds: float) -> None:
        self._moments: deque[float] = deque(maxlen=most)
        self._seconds = seconds

    def free_at(self) -> float:
        """Return from when on one more may be counted."""
        is_full = len(self._moments) == self._moments.maxlen
        return self._moments[0] + self._seconds if is_full else -inf

    def quiet_at(self) -> float:
        """Return from when on nothing counted matters any more."""
        return self._moments[-1] + self._seconds if self._moments else -inf

    def count(self, moment: float) -> None:
        self._moments.append(moment)


@dataclass(slots=True)
class _Chat:
    """What was sent to a chat lately, until when it is halted, how many requests to it are not yet over."""

    windows: Sequence[_Window]
    turns: asyncio.Lock = field(default_factory=asyncio.Lock)  # a fair one: first come, first sent
    halted_until: float = -inf
    n_pending: int = 0

    def is_quiet(self, now: float) -> bool:
        return not self.n_pending and now >= max([self.halted_until, *(w.quiet_at() for w in self.windows)])


@dataclass(frozen=True, slots=True)
class _Request:
    """A request, and what it waits for: the end of its chat's halt, some windows, the overall queue."""

    send: Callable[[], Awaitable[_Result]]
    chat: _Chat
    windows: Sequence[_Window]
    queue: AbstractAsyncContextManager[None]

    def free_at(self) -> float:
        return max([self.chat.halted_until, *(window.free_at() for window in self.windows)])


class Limiter(BaseRateLimiter[int]):
    """Lets a request through when Telegram's limits allow it, and again when Telegram says "retry after".

    Requests that count for their chat (messages, edits, all but reading and "typing…") are sent one after the
    other, in order. A "retry after" halts its chat alone; one of more than 600 seconds is raised at once, and
    halts nothing. What concerns no chat, like the answer to a button, soon expires: it counts overall, but
    goes ahead of the queue.

    Args:
        clock: Seconds that only grow.
        sleep: Waits for seconds; it may wake too early.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._overall = _Window(30, 1.0 + _JITTER)
        self._queue = asyncio.Lock()
        self._chats: dict[_Name, _Chat] = {}
        self._forget_at = -inf

    async def initialize(self) -> None:
        """Do nothing: nothing is opened."""

    async def shutdown(self) -> None:
        """Do nothing: Telegram's limits outlive a bot that is shut down and started again."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> _Result:
        """Send a request as soon as it may be sent; see ``BaseRateLimiter.process_request``.

        Args:
            callback: Sends the request.
            args: Its arguments.
            kwargs: Its named arguments.
            endpoint: The method of the Bot API.
            data: The parameters of the method.
            rate_limit_args: How many times to retry, if not 3.

        Raises:
            RetryAfter: Telegram asks to wait for more than 600 seconds, or still does after the last retry.
        """
        send = partial(callback, *args, **kwargs)
        retries = _RETRIES if rate_limit_args is None else rate_limit_args
        name = _name(data.get("chat_id"))
        if name is None:
            return await self._send(_Request(send, _Chat(()), (), nullcontext()), retries)
        with self._chat(name) as chat:
            if _is_silent(endpoint):
                return await self._send(_Request(send, chat, (), self._queue), retries)
            async with chat.turns:
                return await self._send(_Request(send, chat, chat.windows, self._queue), retries)

    async def _send(self, request: _Request, retries: int) -> _Result:
        await self._admit(request)
        try:
            return await request.send()
        except RetryAfter as error:
            seconds = max(1.0, seconds_of(error))
            if seconds > _LONGEST_HALT:
                raise
            until = self._clock() + seconds + _MARGIN
            request.chat.halted_until = max(request.chat.halted_until, until)
            if retries == 0:
                raise
        finally:
            # Telegram counts a request when it arrives, which is somewhere between its start and its end.
            for window in request.windows:
                window.count(self._clock())
        return await self._send(request, retries - 1)

    async def _admit(self, request: _Request) -> None:
        """Return when the request may start; it is then counted overall."""
        while True:
            await self._wait_until(request.free_at)
            async with request.queue:
                await self._wait_until(self._overall.free_at)
                now = self._clock()
                if request.free_at() <= now:  # else its chat was halted while it queued
                    self._overall.count(now)
                    return

    async def _wait_until(self, moment: Callable[[], float]) -> None:
        while (seconds := moment() - self._clock()) > 0:  # the moment may recede while we sleep
            await self._sleep(seconds)

    @contextmanager
    def _chat(self, name: _Name) -> Iterator[_Chat]:
        """Give the chat of that name, which is not forgotten as long as it is used."""
        self._forget_quiet_chats()
        if name not in self._chats:
            self._chats[name] = _Chat(_windows(name))
        chat = self._chats[name]
        chat.n_pending += 1
        try:
            yield chat
        finally:
            chat.n_pending -= 1

    def _forget_quiet_chats(self) -> None:
        now = self._clock()
        if now >= self._forget_at:
            self._forget_at = now + _FORGET_EVERY
            self._chats = {name: chat for name, chat in self._chats.items() if not chat.is_quiet(now)}


def _name(chat_id: object) -> _Name | None:
    """Return one name for all the ways to write a chat's id (7, "7") or public name ("@News", "@news")."""
    if chat_id is None:
        return None
    text = str(chat_id).lower()
    return int(text) if text.removeprefix("-").isdecimal() else text


def _windows(name: _Name) -> tuple[_Window, ...]:
    """Return a chat's windows; a public name may be a group's, so it is taken for one."""
    is_group = isinstance(name, str) or name < 0
    return (_Window(1, 1.0), _Window(20, 60.0)) if is_group else (_Window(1, 1.0),)


def _is_silent(endpoint: str) -> bool:
    """Say whether a request leaves nothing to see in the chat that it is about."""
    return endpoint == "sendChatAction" or endpoint.startswith("get")
