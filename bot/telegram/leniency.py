"""Leaves out what a Bot API server that is not Telegram's refuses to know, for as long as the bot runs.

Telegram's own server is never asked with less: there a message without ``link_preview_options`` would show
previews.
"""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from bot.telegram.settings import API
from telegram.error import BadRequest
from telegram.ext import BaseRateLimiter

_SPARED = ("link_preview_options", "button")  # an answer without them is still whole
_REFUSED = "is not supported"

logger = logging.getLogger(__name__)

# Any: what a request carries is python-telegram-bot's own affair, and its signatures say so.
_Result = bool | dict[str, Any] | list[dict[str, Any]]


def limiter_for(api: str, limiter: BaseRateLimiter[int]) -> BaseRateLimiter[int]:
    """Return the limiter as it is for Telegram's own server, with ``Leniency`` for any other."""
    is_telegrams = urlsplit(api).hostname == urlsplit(API).hostname
    return limiter if is_telegrams else Leniency(limiter)


class Leniency(BaseRateLimiter[int]):
    """Sends a request once more without a field that the server names as not supported, if it can be spared.

    Args:
        limiter: Lets the requests through.
    """

    def __init__(self, limiter: BaseRateLimiter[int]) -> None:
        self._limiter = limiter
        self._unknown: set[tuple[str, str]] = set()

    async def initialize(self) -> None:
        """Initialise the limiter."""
        await self._limiter.initialize()

    async def shutdown(self) -> None:
        """Shut the limiter down."""
        await self._limiter.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> _Result:
        """Send a request without what the server was found not to know; see ``BaseRateLimiter``."""
        for field in _SPARED:
            if (endpoint, field) in self._unknown:
                data.pop(field, None)  # ``args`` hold the same dictionary
        try:
            return await self._limiter.process_request(
                callback, args, kwargs, endpoint, data, rate_limit_args
            )
        except BadRequest as error:
            refused = [f for f in _SPARED if f in data and str(error).lower().startswith(f"{f} {_REFUSED}")]
            if not refused:
                raise
            logger.warning("this Bot API server does not know %s of %s: left out", refused[0], endpoint)
            self._unknown.add((endpoint, refused[0]))
        return await self.process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
