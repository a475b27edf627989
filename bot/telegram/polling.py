"""Polls Telegram for updates, and goes on whatever happens on the way."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from bot.telegram.desk import Desk
from bot.telegram.inbox import WANTED, Inbox
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from corpus import TelegramFault
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

_POLL_SECONDS = 25
_READ_SECONDS = 15  # beyond the poll's own
_LONGEST_WAIT = 60.0

logger = logging.getLogger(__name__)


class PollRequest(HTTPXRequest):
    """Reads updates one by one, so that one that makes no sense does not hide those beside it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer, with no more than its number left of an update that cannot be read."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(one) for one in answer["result"]]
        return answer


async def poll(bot: Bot, desk: Desk, inbox: Inbox, metrics: Metrics) -> None:
    """Take updates until cancelled.

    Raises:
        TelegramFault: the token is not accepted, or somebody else polls with it.
    """
    pause = 1.0
    while True:
        try:
            updates = await bot.get_updates(
                offset=await desk.do(State.next_offset),
                timeout=_POLL_SECONDS,
                read_timeout=_POLL_SECONDS + _READ_SECONDS,
                allowed_updates=WANTED,
            )
        except InvalidToken as error:
            raise TelegramFault(
                "Telegram does not accept the bot token; get a new one from @BotFather"
            ) from error
        except Conflict as error:
            raise TelegramFault("another poller uses this bot token; stop it, or use another bot") from error
        except RetryAfter as error:
            await asyncio.sleep(_seconds(error))
        except TelegramError as error:
            metrics.errors.labels(type(error).__name__).inc()
            logger.warning("no updates, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_WAIT)
        else:
            pause = 1.0
            metrics.heard()
            await inbox.receive(updates)


def _readable(update: Any) -> dict[str, Any]:  # Any: whatever Telegram sends
    try:
        Update.de_json(update, None)
    except Exception as error:  # python-telegram-bot raises what it likes
        number = update.get("update_id") if isinstance(update, dict) else None
        logger.warning("update %s cannot be read: %s", number, error)
        return {"update_id": number if isinstance(number, int) else 0}
    readable: dict[str, Any] = update
    return readable


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after  # a timedelta where PTB_TIMEDELTA is set
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
