"""Polls Telegram for updates, and goes on whatever happens on the way."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bot.telegram.desk import Desk
from bot.telegram.inbox import WANTED, Inbox
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.telegram.waiting import growing_pauses, seconds_of
from corpus import TelegramFault
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

_POLL_SECONDS = 25
_READ_SECONDS = 15  # beyond the poll's own
_REST_SECONDS = 0.05

logger = logging.getLogger(__name__)


class PollRequest(HTTPXRequest):
    """Reads updates one by one, so that one that makes no sense does not hide those beside it.

    Attributes:
        drops: Tells of an update whether it is dropped, before it is read; none is until this is set.
    """

    drops: Callable[[Any], bool] = staticmethod(lambda _: False)  # Any: JSON

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override] # called of self
        """Return the answer, with only its number left of an update that is dropped or cannot be read."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_bare(one) if self.drops(one) else _readable(one) for one in answer["result"]]
        return answer


async def poll(bot: Bot, desk: Desk, inbox: Inbox, metrics: Metrics) -> None:
    """Take updates until cancelled.

    Where nothing of what came is to be handled, the next poll waits a little for an answer that is being
    computed: a flooder's messages then come in a few polls, and take little of the answer's time.

    Raises:
        InvalidToken: the token is not accepted.
        TelegramFault: somebody else polls with it.
    """
    pauses, offset = growing_pauses(), await desk.do(State.next_offset)
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset,
                timeout=_POLL_SECONDS,
                read_timeout=_POLL_SECONDS + _READ_SECONDS,
                allowed_updates=WANTED,
            )
        except InvalidToken:
            raise
        except Conflict as error:
            raise TelegramFault("another poller uses this bot token; stop it, or use another bot") from error
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except TelegramError as error:
            metrics.errors.labels(type(error).__name__).inc()
            pause = next(pauses)
            logger.warning("no updates, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
        else:
            pauses = growing_pauses()
            metrics.heard()
            if not await inbox.receive(updates):
                await desk.rest(_REST_SECONDS)
            offset = max((update.update_id + 1 for update in updates), default=offset)


def _readable(update: Any) -> dict[str, Any]:  # Any: whatever Telegram sends
    try:
        Update.de_json(update, None)
    except Exception as error:  # python-telegram-bot raises what it likes
        bare = _bare(update)
        logger.warning("update %d cannot be read: %s", bare["update_id"], error)
        return bare
    readable: dict[str, Any] = update
    return readable


def _bare(update: Any) -> dict[str, Any]:
    number = update.get("update_id") if isinstance(update, dict) else None
    return {"update_id": number if isinstance(number, int) else 0}
