"""Runs the bot until it is told to stop: the one place that knows how its parts fit together."""

import asyncio
import logging
import signal
from functools import partial

from bot.answer import Engine
from bot.telegram import phrases
from bot.telegram.desk import Desk
from bot.telegram.handlers import Handlers
from bot.telegram.intake import Intake
from bot.telegram.limiter import Limiter
from bot.telegram.secrets import set_up_logging
from bot.telegram.settings import TelegramSettings
from bot.telegram.state import State
from corpus import TelegramFault
from telegram import BotCommand
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

TERMINATED = 143
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0

logger = logging.getLogger(__name__)


def serve(settings: TelegramSettings, engine: Engine) -> int:
    """Answer on Telegram until SIGTERM, 143, or SIGINT, 130; return that exit code.

    Raises:
        TelegramFault: the token is not accepted, or another poller uses it.
        UserError: what is remembered cannot be opened.
    """
    set_up_logging(logging.INFO)
    return asyncio.run(_serve(settings, engine))


async def _serve(settings: TelegramSettings, engine: Engine) -> int:
    desk = Desk(partial(State, settings.state), engine)
    bot = _make_bot(settings)
    stopping, code = asyncio.Event(), []

    def stop(exit_code: int) -> None:
        code.append(exit_code)
        stopping.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop, TERMINATED)
    loop.add_signal_handler(signal.SIGINT, stop, 130)
    try:
        await _start(bot, stopping)
        handlers = Handlers(bot, desk)
        if not stopping.is_set():
            logger.info("@%s answers questions", bot.username)
            await Intake(bot, desk, handlers.handle, handlers.refuse).run(stopping)
    finally:
        desk.close()
        await bot.shutdown()
    return code[0]


def _make_bot(settings: TelegramSettings) -> ExtBot[int]:
    return ExtBot(
        settings.token,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=HTTPXRequest(connection_pool_size=32, pool_timeout=10.0),
        get_updates_request=HTTPXRequest(connection_pool_size=4, pool_timeout=10.0),
        rate_limiter=Limiter(),
    )


async def _start(bot: ExtBot[int], stopping: asyncio.Event) -> None:
    """Say hello to Telegram, for as long as it takes."""
    pause = _FIRST_PAUSE
    while not stopping.is_set():
        try:
            await bot.initialize()
            await bot.delete_webhook()
            await bot.set_my_commands([BotCommand(name, text) for name, text in phrases.COMMANDS])
        except InvalidToken as error:
            raise TelegramFault(
                "Telegram does not accept the bot token; get a new one from @BotFather"
            ) from error
        except NetworkError as error:
            logger.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, error)
            await asyncio.wait([asyncio.create_task(stopping.wait())], timeout=pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return
