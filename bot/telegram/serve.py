"""Runs the bot until it is told to stop: the one place that knows how its parts fit together."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from bot.answer import Engine
from bot.telegram import phrases
from bot.telegram.desk import Desk
from bot.telegram.handlers import Handlers
from bot.telegram.http import Site, start_server
from bot.telegram.inbox import WANTED, Inbox
from bot.telegram.leniency import limiter_for
from bot.telegram.limiter import Limiter
from bot.telegram.logs import set_up_logging
from bot.telegram.metrics import Metrics
from bot.telegram.polling import PollRequest, poll
from bot.telegram.settings import Calling, TelegramSettings
from bot.telegram.sites import Health, Webhook
from bot.telegram.state import State
from bot.telegram.waiting import growing_pauses
from corpus import TelegramFault, UsageError
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

TERMINATED = 143
INTERRUPTED = 130
_TIDYING_SECONDS = 3600.0
_HERE = "127.0.0.1"

logger = logging.getLogger(__name__)


def serve(settings: TelegramSettings, engine: Engine) -> int:
    """Answer on Telegram until SIGTERM, 143, or SIGINT, 130; return that exit code.

    Raises:
        TelegramFault: the token is not accepted, or another poller uses it.
        UserError: what is remembered cannot be opened, or an address cannot be listened on.
    """
    set_up_logging(logging.INFO)
    return asyncio.run(_serve(settings, engine))


async def _serve(settings: TelegramSettings, engine: Engine) -> int:
    open_state = partial(State, settings.state, retention_seconds=settings.retention_seconds)
    polling = PollRequest(connection_pool_size=4, pool_timeout=10.0)
    desk, metrics, bot = Desk(open_state, engine), Metrics(), _make_bot(settings, polling)
    stopping = _Stop()
    try:
        async with _serving(settings.metrics_port, Health(metrics)):
            if await _until(stopping.asked, _greet(bot, settings)):
                inbox = Inbox(bot, desk, Handlers(bot, desk, metrics, settings), metrics)
                polling.drops = inbox.drops
                await _work(bot, desk, inbox, metrics, settings, stopping.asked)
    except InvalidToken as error:
        raise TelegramFault(
            "Telegram does not accept the bot token; get a new one from @BotFather"
        ) from error
    finally:
        desk.close()
        await bot.shutdown()
    return stopping.code


class _Stop:
    """Waits for a signal to stop; the second ends the process at once."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.code = 0
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._stop, TERMINATED)
        loop.add_signal_handler(signal.SIGINT, self._stop, INTERRUPTED)

    def _stop(self, code: int) -> None:
        if self.asked.is_set():
            os._exit(code)  # what is not settled is in the inbox
        self.code = code
        self.asked.set()


async def _work(
    bot: Bot, desk: Desk, inbox: Inbox, metrics: Metrics, settings: TelegramSettings, stop: asyncio.Event
) -> None:
    """Take updates until told to stop, then finish what is in flight."""
    logger.info("%s answers questions", bot.name if bot.username else bot.first_name)
    await inbox.recover()
    tidying = asyncio.create_task(_tidy(desk))
    calling = settings.calling
    taking = _be_called(bot, inbox, metrics, calling) if calling else poll(bot, desk, inbox, metrics)
    try:
        await _until(stop, taking)
    finally:
        tidying.cancel()
        await inbox.finish()


async def _until(
    stop: asyncio.Event, work: Coroutine[Any, Any, None]
) -> bool:  # Any: what a coroutine yields
    """Work until it is done, or told to stop; return whether it is done."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    for task in (working, waiting):
        task.cancel()
    await asyncio.wait((working, waiting))
    if working.cancelled():
        return False
    working.result()
    return True


async def _be_called(bot: Bot, inbox: Inbox, metrics: Metrics, calling: Calling) -> None:
    """Serve the webhook until cancelled."""
    metrics.waits_to_be_called = True
    site = Webhook(bot, inbox, metrics, calling.path, calling.secret)
    async with _listening(site, *calling.listening):
        call = partial(bot.set_webhook, calling.url, secret_token=calling.secret, allowed_updates=WANTED)
        await _reach(call)
        await asyncio.Event().wait()


@asynccontextmanager
async def _serving(port: int | None, site: Site) -> AsyncIterator[None]:
    """Serve on a port of this machine for its users alone, if there is one."""
    if port is None:
        yield
        return
    async with _listening(site, _HERE, port):
        yield


@asynccontextmanager
async def _listening(site: Site, host: str, port: int) -> AsyncIterator[None]:
    try:
        server = await start_server(site, host, port)
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be listened on: {error.strerror}") from error
    logger.info("listening on %s:%d", *server.sockets[0].getsockname()[:2])
    try:
        yield
    finally:
        server.close()


async def _tidy(desk: Desk) -> None:
    """Delete what is kept for too long, now and every hour."""
    while True:
        await desk.do(State.prune, time.time())
        await asyncio.sleep(_TIDYING_SECONDS)


def _make_bot(settings: TelegramSettings, polling: PollRequest) -> ExtBot[int]:
    return ExtBot(
        settings.token,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=HTTPXRequest(connection_pool_size=32, pool_timeout=10.0),
        get_updates_request=polling,
        rate_limiter=limiter_for(settings.api, Limiter()),
    )


async def _greet(bot: ExtBot[int], settings: TelegramSettings) -> None:
    """Say hello to Telegram, for as long as it takes."""
    await _reach(bot.initialize)
    if settings.calling is None:
        await _reach(bot.delete_webhook)
    try:
        await _register_commands(bot, settings)
    except TelegramError as error:  # people can do without the menu
        logger.warning("the commands are not registered: %s", error)


async def _reach(request: Callable[[], Awaitable[object]]) -> None:
    """Make a request until Telegram takes it.

    Raises:
        InvalidToken: the token is not accepted.
    """
    for pause in growing_pauses():
        try:
            await request()
        except InvalidToken:
            raise
        except TelegramError as error:
            logger.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
        else:
            return


async def _register_commands(bot: Bot, settings: TelegramSettings) -> None:
    """Tell Telegram the commands; operators see theirs too, once they have written to the bot."""
    commands = [BotCommand(name, text) for name, text in phrases.COMMANDS]
    await bot.set_my_commands(commands)
    more = [*commands, *(BotCommand(name, text) for name, text in phrases.OPERATORS_COMMANDS)]
    for operator in settings.operators:
        try:
            await bot.set_my_commands(more, scope=BotCommandScopeChat(operator))
        except (BadRequest, Forbidden) as error:
            logger.info("operator %d has not written to the bot yet: %s", operator, error)
