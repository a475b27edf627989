"""What the Telegram bot can be told, checked where it enters."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from corpus import UsageError

API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,}:[\w-]{30,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_ADDRESS = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")
_PORTS = (443, 80, 88, 8443)  # those that Telegram calls
_LOCAL = ("http://127.0.0.1", "http://localhost")
_OTHERS = 0o077
_WEBHOOK_HINT = (
    "a webhook needs a secret of 32 to 256 letters, digits, _ or -; make one with: openssl rand -hex 32, and "
    "put it into ONRECORD_TELEGRAM_SECRET, or into a file named with --secret-file"
)
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Calling:
    """How Telegram calls the bot, instead of being polled.

    Args:
        url: The address that Telegram calls: https, on a port that it calls.
        secret: What Telegram sends along, 32 to 256 characters. It never shows in a repr.
        listen: The address on this machine that a proxy passes the calls on to: HOST:PORT.

    Raises:
        UsageError: the address or the secret is none.
    """

    url: str
    secret: str = field(repr=False)
    listen: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not self.url.startswith(_LOCAL):
            raise UsageError(f"--webhook {self.url} is no https:// address; Telegram calls no other")
        if parts.scheme == "https" and (parts.port or 443) not in _PORTS:
            raise UsageError(f"--webhook {self.url}: Telegram calls the ports 443, 80, 88 and 8443 only")
        if not _SECRET.fullmatch(self.secret):
            raise UsageError(_WEBHOOK_HINT)
        match = _ADDRESS.fullmatch(self.listen)
        if not match or not 0 <= int(match["port"]) <= _HIGHEST_PORT:
            raise UsageError(f"--listen {self.listen} is not HOST:PORT")

    @property
    def path(self) -> str:
        """The path that is called."""
        return urlsplit(self.url).path or "/"

    @property
    def listening(self) -> tuple[str, int]:
        """Host and port on this machine."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """The settings of the Telegram bot.

    Args:
        token: From BotFather. It never shows in a repr.
        state: The folder of what the bot remembers.
        api: The address of the Bot API server: Telegram's, or one of your own.
        calling: How Telegram calls, if it is not polled.
        operators: Who may add and remove articles, by user id.
        allowed: Which users or chats are answered, by id; all, if none are named.
        feedback: Whether 👍 and 👎 are offered, and kept.
        retention_hours: How long questions and buttons are remembered.
        metrics_port: Where health and metrics are served on this machine, if anywhere.

    Raises:
        UsageError: a value is out of its range.
    """

    token: str = field(repr=False)
    state: Path
    api: str = API
    calling: Calling | None = None
    operators: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()
    feedback: bool = False
    retention_hours: float = 24.0
    metrics_port: int | None = None

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise UsageError(
                "the bot token does not look like one of BotFather's (123456:ABC…); copy it again"
            )
        if not self.api.startswith(("https://", *_LOCAL)):
            raise UsageError(
                f"ONRECORD_TELEGRAM_API={self.api} is no https:// address, nor one on this machine"
            )
        if self.retention_hours <= 0:
            raise UsageError(f"--retention {self.retention_hours} is not more than 0 hours")
        if self.metrics_port is not None and not 0 <= self.metrics_port <= _HIGHEST_PORT:
            raise UsageError(f"--metrics {self.metrics_port} is no port")

    @property
    def retention_seconds(self) -> float:
        """How long questions and buttons are remembered, in seconds."""
        return self.retention_hours * 3600


def read_token(value: str | None, file: Path | None) -> str:
    """Return the token given in the environment as ``value``, or in a ``file`` that only its owner can read.

    Raises:
        UsageError: there is none, or others can read the file.
    """
    missing = (
        "no bot token; get one from @BotFather and put it into ONRECORD_TELEGRAM_TOKEN, or into a file named "
        "with --token-file"
    )
    return _read_secret(value, file, missing)


def read_webhook_secret(value: str | None, file: Path | None) -> str:
    """Return the webhook's secret, given as the token is.

    Raises:
        UsageError: there is none, or others can read the file.
    """
    return _read_secret(value, file, _WEBHOOK_HINT)


def _read_secret(value: str | None, file: Path | None, missing: str) -> str:
    if file is None:
        if not value or not value.strip():
            raise UsageError(missing)
        return value.strip()
    try:
        if file.stat().st_mode & _OTHERS:
            raise UsageError(f"others can read the secret in {file}; run: chmod 600 {file}")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
