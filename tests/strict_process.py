"""Runs the bot as a process against a server in a thread of ours, and reads its log."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stand_in import TOKEN
from strict_server import StrictServer
from threaded_server import ThreadedServer

ANSWERING = ("--min-confidence", "0", "-k", "1")
_PATIENCE = 60.0  # seconds; a start takes two, on a busy machine many more


class BotProcess:
    """A bot that runs until it is told to stop.

    Args:
        address: Of the server.
        folder: Where what it remembers and its log are.
        index: What it answers from.
        options: More arguments.
        token: What the server knows it by.
    """

    def __init__(self, address: str, folder: Path, index: Path, options: tuple[str, ...], token: str) -> None:
        self._log = folder / f"log-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "bot.cli", "telegram", "--index", str(index)]
        told = {"ONRECORD_TELEGRAM_TOKEN": token, "ONRECORD_TELEGRAM_API": address}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--state", str(folder / "state"), *options], env={**os.environ, **told}, stderr=log
            )

    def stop(self, *, n_signals: int = 1) -> int:
        """Send SIGTERM; return the exit code."""
        for _ in range(n_signals):
            self._process.send_signal(signal.SIGTERM)
            time.sleep(0.1)  # two at once count as one
        return self.wait()

    def wait(self) -> int:
        """Wait until it ends; return the exit code."""
        return self._process.wait(_PATIENCE)

    def has_ended(self) -> bool:
        """Tell whether it runs no more."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def output(self) -> str:
        """Return what it wrote to standard error."""
        return self._log.read_text(encoding="utf-8")

    def logged(self, level: str) -> list[str]:
        """Return the messages that our own code, not a library, logged at a level."""
        lines = (line for line in self.output().splitlines() if line.startswith("{"))
        ours = (record for record in map(json.loads, lines) if record["logger"].startswith("bot"))
        return [record["message"] for record in ours if record["level"] == level]


@contextmanager
def bots(server: ThreadedServer, index: Path, folder: Path) -> Iterator[Callable[..., BotProcess]]:
    """Give what starts bots; they are killed in the end."""
    running: list[BotProcess] = []

    def start(*options: str, token: str = TOKEN) -> BotProcess:
        running.append(BotProcess(server.address, folder, index, options or ANSWERING, token))
        return running[-1]

    try:
        yield start
    finally:
        for bot in running:
            bot.kill()


def wait_until(condition: Callable[[], Any]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def person(number: int, name: str = "Ada") -> dict[str, Any]:
    """Return a private chat, which has the person's number."""
    return {"id": number, "type": "private", "first_name": name}


def texts(server: StrictServer, chat: int) -> list[str]:
    """Return the texts of the bot's messages in a chat as they stand now."""
    return [message["text"] for message in server.visible(chat)]
