"""Says how long to wait before Telegram is asked again."""

from collections.abc import Iterator
from datetime import timedelta

from telegram.error import RetryAfter

_FIRST, _LONGEST = 1.0, 60.0  # seconds


def growing_pauses() -> Iterator[float]:
    """Yield seconds without end: 1, then twice as long each time, 60 at most."""
    pause = _FIRST
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST)


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait."""
    wait = error.retry_after  # a number or a timedelta, as PTB_TIMEDELTA in the environment says
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
