"""Keeps the bot token out of every log line and traceback."""

import logging
import re

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")
_HIDDEN = "[token]"
_OURS = "bot"


def redact(text: str) -> str:
    """Return ``text`` with anything that looks like a bot token hidden."""
    return _TOKEN.sub(_HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and hides tokens in the result."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up_logging(level: int) -> None:
    """Log to standard error, a line each, tokens hidden: ours from ``level`` on, the libraries' warnings.

    httpx logs the address of every request at INFO, and the token is part of it.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(level)
