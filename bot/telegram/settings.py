"""What the Telegram bot can be told, checked where it enters."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from corpus import UsageError

API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,}:[\w-]{30,}")
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """The settings of the Telegram bot.

    Args:
        token: From BotFather. It never shows in a repr.
        state: The folder of what the bot remembers.
        api: The address of the Bot API server: Telegram's, or one of your own.

    Raises:
        UsageError: the token does not look like one, or the address is none.
    """

    token: str = field(repr=False)
    state: Path
    api: str = API

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise UsageError(
                "the bot token does not look like one of BotFather's (123456:ABC…); copy it again"
            )
        if not self.api.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise UsageError(
                f"ONRECORD_TELEGRAM_API={self.api} is no https:// address, nor one on this machine"
            )


def read_token(value: str | None, file: Path | None) -> str:
    """Return the token given in the environment as ``value``, or in a ``file`` that only its owner can read.

    Raises:
        UsageError: there is none, or others can read the file.
    """
    if file is None:
        if not value:
            raise UsageError(
                "no bot token; get one from @BotFather and put it into ONRECORD_TELEGRAM_TOKEN, or into a "
                "file named with --token-file"
            )
        return value.strip()
    try:
        if file.stat().st_mode & _OTHERS:
            raise UsageError(f"others can read the token in {file}; run: chmod 600 {file}")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"the token file {file} cannot be read: {error.strerror}") from error
