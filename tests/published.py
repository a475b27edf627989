"""The Bot API server that others wrote as they publish it: started by its own command, nothing changed.

It cannot say what a message said, so that the bot's requests pass by a wire that writes them down.
"""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from aiohttp import ClientSession, web
from stand_in import TOKEN, Person
from strict_process import wait_until
from threaded_server import ThreadedServer, free_port

COMMAND = Path(sys.executable).with_name("lo-bot-api-emulator")


class Published(Person):
    """The server as a process; ``address`` is where it listens.

    Args:
        folder: Where its journal is.
    """

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._journal = folder / "journal.jsonl"
        options = ("--enable-control", "--allow-insecure-loopback-webhooks", "--journal", str(self._journal))
        self._process = subprocess.Popen(
            [COMMAND, "--port", str(port), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        super().__init__()

    def __enter__(self) -> "Published":
        wait_until(self._listens)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def update(self, **update: Any) -> None:
        """Queue an update for the bot."""
        self.control("updates", update=update)

    def control(self, what: str, **fields: Any) -> Any:
        """Tell the server what it is to do."""
        told = httpx.post(f"{self.address}/__fixture/{what}", json={"token": TOKEN, **fields}).json()
        assert told["ok"], told
        return told["result"]

    def journal(self) -> list[dict[str, Any]]:
        """Return what the server wrote down so far."""
        lines = self._journal.read_text(encoding="utf-8").splitlines() if self._journal.exists() else []
        return [json.loads(line) for line in lines]

    def verdict(self, *options: str) -> dict[str, Any]:
        """Return what the server's own command makes of its journal."""
        done = subprocess.run(
            [COMMAND, "verdict", str(self._journal), *options], capture_output=True, text=True, check=False
        )
        return dict(json.loads(done.stdout))

    def _listens(self) -> bool:
        assert self._process.poll() is None
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", int(self.address.rpartition(":")[2]))) == 0


class Wire(ThreadedServer):
    """Passes requests on to a server as they are; ``carried`` are (method, fields, status) of each.

    Args:
        to: The address of the server.
    """

    def __init__(self, to: str) -> None:
        self.carried: list[tuple[str, dict[str, Any], int]] = []
        self._to = to
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._carry)
        super().__init__(app)

    def taken(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of the calls of a method that the server took."""
        return [fields for name, fields, status in list(self.carried) if (name, status) == (method, 200)]

    def wait_for(self, method: str, n: int) -> list[dict[str, Any]]:
        """Wait until the server took ``n`` calls of a method."""
        wait_until(lambda: len(self.taken(method)) >= n)
        return self.taken(method)

    async def _carry(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {"Content-Type": request.headers.get("Content-Type", "")}
        async with (
            ClientSession() as client,
            client.request(request.method, self._to + request.path_qs, data=body, headers=headers) as answer,
        ):
            content = await answer.read()
        fields = {name: _decoded(value) for name, value in parse_qsl(body.decode())}
        self.carried.append((request.path.rpartition("/")[2], fields, answer.status))
        return web.Response(body=content, status=answer.status, content_type=answer.content_type)


def _decoded(value: str) -> Any:
    return json.loads(value) if value[:1] in ("[", "{") else value
