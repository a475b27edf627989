"""Logs to standard error: plain lines on a terminal, JSON lines anywhere else, no bot token in either."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")
_HIDDEN = "[token]"
_OURS = "bot"


def redact(text: str) -> str:
    """Return ``text`` with anything that looks like a bot token hidden."""
    return _TOKEN.sub(_HIDDEN, text)


class LineFormatter(logging.Formatter):
    """Formats a record, its traceback included, for people."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON, so that nothing in a message can begin another."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return redact(json.dumps(fields, ensure_ascii=False))


def set_up_logging(level: int) -> None:
    """Log to standard error, tokens hidden: ours from ``level`` on, the libraries' warnings.

    httpx logs the address of every request at INFO, and the token is part of it.
    """
    handler = logging.StreamHandler()
    plain = LineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(plain if sys.stderr.isatty() else JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(level)
