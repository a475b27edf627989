import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import GROUP, PRIVATE, TOKEN
from strict_server import StrictServer

Call = Callable[..., Any]
OK = {"ok": True, "result": True}


def test_updates_come_until_they_are_acknowledged(server: StrictServer, call: Call) -> None:
    def numbers(**fields: Any) -> list[int]:
        return [update["update_id"] for update in call("getUpdates", **fields)]

    for text in ("a", "b", "c"):
        server.say(text)
    assert numbers(limit=2) == [1, 2]
    assert numbers(offset=2) == [2, 3]
    assert numbers(offset=-1) == [3]
    server.duplicate_update(1)
    assert numbers(offset=4) == [1]
    assert numbers(offset=4) == []
    server.raw_update({"nonsense": 1})
    assert call("getUpdates") == [{"nonsense": 1}]
    assert "limit must be" in call("getUpdates", limit=101)


def test_a_poll_waits_for_what_is_wanted_and_a_second_poller_ends_it(
    server: StrictServer, call: Call
) -> None:
    def poll() -> Any:
        fields = {"timeout": 10, "allowed_updates": ["message"]}
        return httpx.post(f"{server.address}/bot{TOKEN}/getUpdates", json=fields, timeout=20).json()

    with ThreadPoolExecutor() as threads:
        first = threads.submit(poll)
        while not server.updates.allowed:
            time.sleep(0.01)
        second = threads.submit(poll)
        assert first.result()["error_code"] == 409
        assert first.result()["description"].startswith("Conflict: terminated by other getUpdates request")
        with server.together():
            server.update(channel_post={"chat": GROUP})
            server.say("a")
            server.say("b", PRIVATE)
        assert [update["message"]["text"] for update in second.result()["result"]] == ["a", "b"]


def test_a_webhook_is_https_and_excludes_polling(server: StrictServer, call: Call) -> None:
    assert "HTTPS" in call("setWebhook", url="http://127.0.0.1/")
    assert "ports" in call("setWebhook", url="https://p.invalid:8080/")
    assert "unallowed" in call("setWebhook", url="https://p.invalid/", secret_token="a b")
    assert call("setWebhook", url="https://p.invalid/", secret_token="a-b") is True
    assert "webhook is active" in call("getUpdates")
    assert call("deleteWebhook") is True
    assert call("getUpdates") == []


def test_a_webhook_is_called_in_order_until_it_takes_an_update() -> None:
    heard: list[tuple[str | None, bytes]] = []
    statuses = iter([500, 500, 200, 204])

    class Bot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
            self.send_response(next(statuses))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    bot = HTTPServer(("127.0.0.1", 0), Bot)
    listening = threading.Thread(target=bot.serve_forever)
    listening.start()
    with StrictServer(insecure_webhooks=True) as server:
        fields = {"url": f"http://127.0.0.1:{bot.server_port}/", "secret_token": "a-b"}
        assert httpx.post(f"{server.address}/bot{TOKEN}/setWebhook", json=fields).json() == OK
        server.say("a")
        server.say("b")
        while len(server.updates.called) < 4:
            time.sleep(0.01)
        assert server.updates.called == [(1, 500), (1, 500), (1, 200), (2, 204)]
    bot.shutdown()
    listening.join()
    bot.server_close()
    assert [secret for secret, _ in heard] == ["a-b"] * 4
