"""Hands updates to the bot: by long polling or by calling its webhook, each until it is acknowledged."""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
from strict_rules import Refusal

Update = dict[str, Any]

LONGEST_POLL = 50  # seconds
FIRST_DELAY, LONGEST_DELAY = 0.1, 2.0  # seconds between calls of a webhook; Telegram's grow to minutes
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Updates:
    """What waits for the bot; all of it is used in one event loop."""

    def __init__(self) -> None:
        self.is_held = False
        self.allowed: list[str] = []
        self.url = ""
        self.called: list[tuple[int, int]] = []  # update_id and status of every call of the webhook
        self._secret: str | None = None
        self._waiting: list[Update] = []
        self._again: list[Update] = []
        self._changed = asyncio.Condition()
        self._poller: object = None
        self._terminated_by = ""
        self._calling: asyncio.Task[None] | None = None

    async def add(self, update: Update) -> None:
        """Queue an update, of a kind that the bot wants."""
        kinds = update.keys() - {"update_id"}
        if not self.allowed or kinds & set(self.allowed):
            await self.add_raw(update)

    async def add_raw(self, update: Update) -> None:
        """Queue whatever it is, as if from before the bot said what it wants."""
        self._waiting.append(update)
        await self.notify()

    async def add_again(self, update: Update) -> None:
        """Queue an update that may have been acknowledged; it is handed out once."""
        (self._waiting if self.url else self._again).append(update)
        await self.notify()

    async def notify(self) -> None:
        """Wake up whoever waits for a change."""
        async with self._changed:
            self._changed.notify_all()

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Update]:
        """Acknowledge what is before ``offset``, and wait until there is something."""
        if self.url:
            raise Refusal(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
                " first",
                409,
            )
        if not 1 <= limit <= 100:
            raise Refusal("limit must be between 1 and 100")
        if offset:
            self._acknowledge(offset)
        me = object()
        await self._terminate("other getUpdates request; make sure that only one bot instance is running", me)
        async with self._changed:
            with suppress(TimeoutError):
                ready = self._changed.wait_for(lambda: self._poller is not me or self._is_ready())
                await asyncio.wait_for(ready, min(seconds, LONGEST_POLL))
            if self._poller is not me:
                raise Refusal(f"terminated by {self._terminated_by}", 409)
            self._poller = None
            return self._take(limit)

    async def call(self, url: str, secret: str | None) -> None:
        """Call the bot at ``url`` from now on; nowhere if there is none."""
        if url:
            await self._terminate("setWebhook request", None)
        self.url, self._secret = url, secret
        await self.stop()
        self._calling = asyncio.create_task(self._call()) if url else None

    async def stop(self) -> None:
        """Call nobody any more."""
        if self._calling:
            self._calling.cancel()
            await asyncio.wait([self._calling])

    def drop(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()

    @property
    def n_waiting(self) -> int:
        """How many are not acknowledged."""
        return len(self._waiting)

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [update for update in self._waiting if update.get("update_id", offset) >= offset]

    async def _terminate(self, by: str, poller: object) -> None:
        self._poller, self._terminated_by = poller, by
        await self.notify()

    def _is_ready(self) -> bool:
        return bool(self._waiting or self._again) and not self.is_held

    def _take(self, limit: int) -> list[Update]:
        if self.is_held:
            return []
        taken = [*self._again, *self._waiting][:limit]
        self._again = []
        # what has no number cannot be acknowledged
        self._waiting = [update for update in self._waiting if isinstance(update.get("update_id"), int)]
        return taken

    async def _call(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        delay = FIRST_DELAY
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(10.0)) as client:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: self._waiting and not self.is_held)
                update = self._waiting[0]
                if await self._is_taken(client, update):
                    self._waiting.remove(update)
                    delay = FIRST_DELAY
                else:
                    await asyncio.sleep(delay)
                    delay = min(2 * delay, LONGEST_DELAY)

    async def _is_taken(self, client: aiohttp.ClientSession, update: Update) -> bool:
        status = 0
        with suppress(aiohttp.ClientError, TimeoutError):
            async with client.post(self.url, json=update) as answer:
                status = answer.status
        self.called.append((update["update_id"], status))
        return 200 <= status < 300
