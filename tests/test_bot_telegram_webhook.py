"""The bot as a process that Telegram calls: who is let in, and what is not (T20 to T30)."""

import itertools
import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import ADA, PRIVATE
from strict_process import ANSWERING, BotProcess, bots, person, texts, wait_until
from strict_server import StrictServer
from threaded_server import free_port

SECRET = "s3cret-" + "a" * 30
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Start = Callable[..., BotProcess]


@pytest.fixture
def server() -> Iterator[StrictServer]:
    with StrictServer(insecure_webhooks=True) as strict:
        yield strict


@pytest.fixture
def url(server: StrictServer, index: Path, tmp_path: Path) -> Iterator[str]:
    """Start the bot with a webhook; give the address that is called."""
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret").chmod(0o600)
    address = f"127.0.0.1:{free_port()}"
    called = ("--webhook", f"http://{address}/hook", "--listen", address)
    server.fail("setWebhook", status=502, body="<html>")  # it is told again
    with bots(server, index, tmp_path) as start:
        start(*ANSWERING, *called, "--secret-file", str(tmp_path / "secret"))
        server.wait_for("setWebhook", 1)
        yield f"http://{address}/hook"


def question(update_id: Any = 10**9) -> dict[str, Any]:
    text = "How much did the harbour bridge cost?"
    message = {"message_id": 5, "date": int(time.time()), "chat": PRIVATE, "from": ADA, "text": text}
    return {"update_id": update_id, "message": message}


def post(url: str, content: bytes | str, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {HEADER: secret}
    return httpx.post(url, content=content, headers=headers).status_code


def test_a_question_that_telegram_brings_is_answered_once(server: StrictServer, url: str) -> None:
    server.say("How much did the harbour bridge cost?")
    server.wait_for("sendMessage", 1)
    (message,) = texts(server, PRIVATE["id"])
    assert "It cost $3.5 billion." in message
    brought = json.dumps(question())
    assert [post(url, brought), post(url, brought)] == [200, 200]  # replayed
    server.say("/about")
    server.wait_for("sendMessage", 3)
    assert [text[:17] for text in texts(server, PRIVATE["id"])][1:] == [
        "The article says:",
        "I am OnRecord. I ",
    ]
    assert [status for _, status in server.updates.called] == [200, 200]
    assert server.refusals == []


def test_whoever_lacks_the_secret_is_sent_away_before_the_body_is_read(
    server: StrictServer, url: str
) -> None:
    body = json.dumps(question())
    wrong = [None, "", SECRET[:-1], SECRET + "a", SECRET.upper()]
    assert [post(url, body, secret) for secret in wrong] == [403] * 5
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port)) as sent:
        sent.sendall(
            f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: no\r\nContent-Length: 900\r\n\r\n".encode()
        )
        assert sent.recv(100).startswith(b"HTTP/1.1 403 ")  # not a byte of the body was sent
    assert post(url.replace("/hook", "/other"), body) == 404
    assert [httpx.request(method, url).status_code for method in ("GET", "PUT", "DELETE")] == [405] * 3
    server.say("/about")
    server.wait_for("sendMessage", 1)
    assert len(texts(server, PRIVATE["id"])) == 1


def test_what_is_no_update_is_refused(server: StrictServer, url: str) -> None:
    numbers = ("7", None, -1, 2**63, 1.5, True)
    bodies = [b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b"{}"]
    bodies += [json.dumps(question(number)).encode() for number in numbers]
    bodies.append(json.dumps({"update_id": 5, "message": {"text": "no chat"}}).encode())
    assert [post(url, body) for body in bodies] == [400] * len(bodies)
    unknown = {"update_id": 6, "message_from_the_future": {"a": 1}}
    assert post(url, json.dumps(unknown)) == 200
    server.say("/about")
    server.wait_for("sendMessage", 1)


def test_what_a_flooder_says_is_dropped_before_it_is_read(server: StrictServer, url: str) -> None:
    unreadable = json.dumps({"update_id": 5, "message": {"chat": PRIVATE}})
    server.say("/about")  # so that the server knows the chat
    server.wait_for("sendMessage", 1)
    assert post(url, unreadable) == 400
    numbers = itertools.count(100)
    with httpx.Client(headers={HEADER: SECRET}) as client:
        wait_until(lambda: client.post(url, json=question(next(numbers))) and post(url, unreadable) == 200)
    wait_until(lambda: any("Slow down" in text for text in texts(server, PRIVATE["id"])))
    server.say("/about", person(1))
    wait_until(lambda: texts(server, 1))


def test_too_much_is_refused_announced_or_not(url: str) -> None:
    assert post(url, b"x" * (1024 * 1024)) == 400
    assert post(url, b"x" * (1024 * 1024 + 1)) == 413
    address = httpx.URL(url)
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n"
    with socket.create_connection((address.host, address.port)) as sent:
        sent.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
        with pytest.raises(ConnectionError):  # it stops reading, long before 100 MB
            sent.sendall(chunk * 1600)
    with socket.create_connection((address.host, address.port)) as sent:
        sent.sendall(b"POST /hook HTTP/1.1\r\n" + b"X-A: b\r\n" * 3000)
        assert sent.recv(100).startswith(b"HTTP/1.1 431 ")


def test_many_who_send_slowly_do_not_shut_others_out(server: StrictServer, url: str) -> None:
    address = httpx.URL(url)
    slow = [socket.create_connection((address.host, address.port)) for _ in range(150)]
    for connection in slow:
        connection.sendall(b"POST /hook HTTP/1.1\r\nX-A:")
    server.say("/about")
    server.wait_for("sendMessage", 1)
    since = time.monotonic()
    slow[0].settimeout(30)
    assert slow[0].recv(100) == b""  # closed
    assert time.monotonic() - since > 5  # it had its time
    for connection in slow:
        connection.close()
