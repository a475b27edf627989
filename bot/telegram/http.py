"""A small HTTP/1.1 server for two uses: Telegram's webhook and the local metrics. TLS is a proxy's affair.

h11 parses; here are the limits: a request has ten seconds, a head of 16 KiB and a body of 1 MiB, and who has
no business here is sent away before a byte of the body is read.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import h11

MAX_BODY = 1024 * 1024
_MAX_HEAD = 16 * 1024
_SECONDS = 10.0
_MOST_CONNECTIONS = 200
_CHUNK = 64 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``headers`` by their names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Response:
    """A response."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


class Site(Protocol):
    """What answers requests."""

    def refuse(self, request: Request) -> int | None:
        """Return the status of a request that is sent away before its body is read, None of others."""

    async def respond(self, request: Request, body: bytes) -> Response:
        """Answer a request whose body has been read."""


class _Refused(Exception):  # noqa: N818
    """A request is over: it is answered with this status, and the connection closed."""

    def __init__(self, status: int) -> None:
        self.status = status


class _Visit:
    """One connection: requests one after the other, until either side has enough."""

    def __init__(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._site = site
        self._reader = reader
        self._writer = writer
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD)

    async def serve(self) -> None:
        try:
            while await self._serve_one():
                self._parser.start_next_cycle()
        except _Refused as refused:
            await self._send(Response(refused.status), close=True)
        except h11.RemoteProtocolError as error:
            if self._parser.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self._send(Response(error.error_status_hint), close=True)

    async def _serve_one(self) -> bool:
        """Serve one request; return whether there may be another."""
        async with asyncio.timeout(_SECONDS):
            request = await self._head()
            if request is None:
                return False
            if status := self._site.refuse(request):
                raise _Refused(status)
            body = await self._body(request)
        await self._send(await self._site.respond(request, body))
        return self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE

    async def _head(self) -> Request | None:
        event = await self._next()
        if not isinstance(event, h11.Request):
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
        return Request(event.method.decode("ascii"), event.target.decode("ascii"), headers)

    async def _body(self, request: Request) -> bytes:
        announced = request.headers.get("content-length", "0")
        if len(announced) > 10 or int(announced) > MAX_BODY:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self._parser.they_are_waiting_for_100_continue:
            going_on = h11.InformationalResponse(status_code=100, headers=[])
            self._writer.write(self._parser.send(going_on) or b"")
        body = bytearray()
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
            if len(body) > MAX_BODY:
                raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return bytes(body)

    async def _next(self) -> object:
        while True:
            event = self._parser.next_event()
            if event is not h11.NEED_DATA:
                return event
            self._parser.receive_data(await self._reader.read(_CHUNK))

    async def _send(self, response: Response, *, close: bool = False) -> None:
        headers = [("Content-Type", response.content_type), ("Content-Length", str(len(response.body)))]
        if close:
            headers.append(("Connection", "close"))
        head = h11.Response(status_code=response.status, headers=headers)
        for event in (head, h11.Data(data=response.body), h11.EndOfMessage()):
            self._writer.write(self._parser.send(event) or b"")
        await self._writer.drain()


async def start_server(site: Site, host: str, port: int) -> asyncio.Server:
    """Start to serve; close the server to stop.

    Raises:
        OSError: the address cannot be listened on.
    """
    n_open = 0

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal n_open
        n_open += 1
        try:
            if n_open <= _MOST_CONNECTIONS:
                await _Visit(site, reader, writer).serve()
        except (TimeoutError, ConnectionError):
            pass  # the other side is too slow, or gone
        except Exception:  # whatever is wrong with one request, the others are answered
            logger.exception("a request failed")
        finally:
            n_open -= 1
            with suppress(ConnectionError):
                writer.close()

    return await asyncio.start_server(visit, host, port, limit=_CHUNK)
