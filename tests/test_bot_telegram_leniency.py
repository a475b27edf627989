import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.telegram.leniency import limiter_for
from bot.telegram.limiter import Limiter

OWN = "http://127.0.0.1:8081"
PREVIEW, TEXT = "link_preview_options", "text"


class Server:
    """Refuses some fields, as the platform LO does; ``asked`` are the methods and fields of each request."""

    def __init__(self, *unknown: str) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self._unknown = unknown

    async def call(self, method: str, data: dict[str, Any]) -> bool:
        self.asked.append((method, list(data)))
        for field in self._unknown:
            if field in data:
                raise BadRequest(f"Bad Request: {field} is not supported yet")
        return True


def send(api: str, server: Server, *methods: str) -> None:
    limiter = limiter_for(api, Limiter())

    async def sending() -> None:
        for method in methods:
            data = {TEXT: "…", PREVIEW: "{}"}
            await limiter.process_request(server.call, (method, data), {}, method, data, None)

    asyncio.run(sending())


def test_a_field_that_can_be_spared_is_left_out_once_it_was_refused_in_each_method_apart() -> None:
    server = Server(PREVIEW)
    send(OWN, server, "sendMessage", "sendMessage", "editMessageText")
    assert server.asked == [
        ("sendMessage", [TEXT, PREVIEW]),
        ("sendMessage", [TEXT]),
        ("sendMessage", [TEXT]),
        ("editMessageText", [TEXT, PREVIEW]),
        ("editMessageText", [TEXT]),
    ]


@pytest.mark.parametrize("api", ["https://api.telegram.org", "https://API.telegram.org/"])
def test_telegram_itself_is_never_asked_with_less(api: str) -> None:
    server = Server(PREVIEW)
    with pytest.raises(BadRequest):
        send(api, server, "sendMessage")
    assert server.asked == [("sendMessage", [TEXT, PREVIEW])]


def test_what_cannot_be_spared_stays_refused() -> None:
    server = Server(TEXT)
    with pytest.raises(BadRequest):
        send(OWN, server, "sendMessage")
    assert server.asked == [("sendMessage", [TEXT, PREVIEW])]
