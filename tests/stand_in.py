"""The Bot API server that others wrote, run in a thread, with the shim that python-telegram-bot 22 needs.

``lo-bot-api-emulator`` gives its bot no username and refuses ``link_preview_options``; both are mended here,
nothing else. What was sent is kept, so that a test can read it.
"""

import json
import time
from typing import Any

from lo_bot_api_emulator import LoBotApiEmulator
from threaded_server import ThreadedServer

TOKEN = "123456:CANARY-" + "A" * 30
ADA = {"id": 42, "is_bot": False, "first_name": "Ada"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Ada"}
GROUP = {"id": -100, "type": "group", "title": "Newsroom"}


class _Shimmed(LoBotApiEmulator):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.appended = ""

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        fields.pop("link_preview_options", None)
        result = super().validate(method, fields, uploads)
        self.calls.append((method, dict(fields)))
        if method == "sendMessage":
            result = {**result, "text": result["text"] + self.appended}
        return {**result, "username": "onrecord_bot"} if method == "getMe" else result


class Person:
    """What Ada does, as updates for the bot; ``update`` queues them."""

    def __init__(self) -> None:
        self._n_sent = 0

    def update(self, **update: Any) -> None:
        """Queue an update for the bot."""
        raise NotImplementedError

    def say(self, text: str, chat: dict[str, Any] = PRIVATE, **fields: Any) -> int:
        """Send a message to the bot; return its id."""
        self._n_sent += 1
        number = 1000 + self._n_sent
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": ADA, "text": text}
        self.update(message={**message, **fields})
        return number

    def press(self, key: str, message_id: int = 1) -> None:
        """Press a button of a message of the bot's."""
        message = {"message_id": message_id, "date": int(time.time()), "chat": PRIVATE, "text": "…"}
        query = {"id": str(time.monotonic_ns()), "from": ADA, "chat_instance": "1", "data": key}
        self.update(callback_query={**query, "message": message})

    def ask_inline(self, query: str) -> None:
        """Type an inline query."""
        typed = {"id": str(time.monotonic_ns()), "from": ADA, "query": query, "offset": ""}
        self.update(inline_query=typed)


class StandIn(Person, ThreadedServer):
    """The server with what a user does."""

    def __init__(self) -> None:
        self._emulator = _Shimmed()
        Person.__init__(self)
        ThreadedServer.__init__(self, self._emulator.app())

    def update(self, **update: Any) -> None:
        """Queue an update for the bot."""
        self._do(self._emulator.enqueue_update(update, token=TOKEN))

    def alter_messages(self, appended: str) -> None:
        """Let what comes back of every message differ from what was sent."""
        self._emulator.appended = appended

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of every call of a method, decoded."""
        made = [fields for name, fields in self._emulator.calls if name == method]
        return [{name: _decoded(value) for name, value in fields.items()} for fields in made]

    def wait_for(self, method: str, n: int, seconds: float = 60.0) -> list[dict[str, Any]]:
        """Wait until a method was called ``n`` times."""
        until = time.monotonic() + seconds
        while len(calls := self.calls(method)) < n:
            assert time.monotonic() < until, f"{len(calls)} of {n} calls of {method}"
            time.sleep(0.02)
        return calls


def _decoded(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value
    except ValueError:
        return value
