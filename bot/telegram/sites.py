"""What is served over HTTP: Telegram's webhook, and the local page of health and metrics."""

import hmac
import json
import logging
from http import HTTPStatus
from typing import Any

from bot.telegram.http import Request, Response
from bot.telegram.inbox import Inbox
from bot.telegram.metrics import Metrics
from telegram import Bot, Update

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
_MAX_ID = 2**63

logger = logging.getLogger(__name__)


class Webhook:
    """Takes the updates that Telegram sends; whoever does not know the secret is sent away unread.

    Args:
        bot: What the updates are for.
        inbox: Where they go, before Telegram hears that they arrived.
        metrics: Notes that Telegram was heard.
        path: The path of the webhook's address.
        secret: What Telegram was told to send along.
    """

    def __init__(self, bot: Bot, inbox: Inbox, metrics: Metrics, path: str, secret: str) -> None:
        self._bot = bot
        self._inbox = inbox
        self._metrics = metrics
        self._path = path
        self._secret = secret.encode()

    def refuse(self, request: Request) -> int | None:
        """Return 405 for anything but POST, 403 without the secret, 404 for another path."""
        if request.method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return HTTPStatus.FORBIDDEN
        return None if request.path == self._path else HTTPStatus.NOT_FOUND

    async def respond(self, request: Request, body: bytes) -> Response:
        """Store an update, then say so; 400 for what is none."""
        brought = _parse(body)
        if not self._inbox.drops(brought):
            update = _read(brought, self._bot)
            if update is None:
                return Response(HTTPStatus.BAD_REQUEST)
            await self._inbox.receive([update])
        self._metrics.heard()
        return Response(HTTPStatus.OK)


class Health:
    """Tells whether the bot hears Telegram, and what was counted.

    Args:
        metrics: What is told.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def refuse(self, request: Request) -> int | None:
        """Return 405 for anything but GET."""
        return None if request.method == "GET" else HTTPStatus.METHOD_NOT_ALLOWED

    async def respond(self, request: Request, body: bytes) -> Response:
        """Return the page."""
        if request.path == "/metrics":
            return Response(HTTPStatus.OK, self._metrics.page(), "text/plain; version=0.0.4; charset=utf-8")
        if request.path != "/healthz":
            return Response(HTTPStatus.NOT_FOUND)
        if self._metrics.is_well():
            return Response(HTTPStatus.OK, b"ok\n")
        return Response(HTTPStatus.SERVICE_UNAVAILABLE, b"Telegram has not been heard for two minutes\n")


def _parse(body: bytes) -> Any:  # Any: JSON
    """Return what a body says; None if it is no JSON."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        logger.info("not JSON: %s", type(error).__name__)
        return None


def _read(brought: Any, bot: Bot) -> Update | None:
    """Return the update that was brought; None if it is none."""
    try:
        number = brought["update_id"]
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < _MAX_ID:
            return None
        return Update.de_json(brought, bot)
    except Exception as error:  # python-telegram-bot raises what it likes
        logger.info("not an update: %s", type(error).__name__)
        return None
