"""Our own strict fake of Telegram's Bot API server, over real HTTP, with what people do and what goes wrong.

``strict_rules`` says what a bot may send, ``strict_methods`` carries it out, ``strict_updates`` hands out
what people do, ``strict_faults`` is what goes wrong. Here are the server, in a thread of its own, and people.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiohttp import web
from stand_in import ADA, PRIVATE, TOKEN
from strict_faults import Fault, Faults
from strict_methods import QUERY_SECONDS, Methods
from strict_rules import Refusal, refusal_of
from strict_tdlib import FOUND, under
from strict_updates import Updates
from threaded_server import ThreadedServer

ME = {
    "id": int(TOKEN.partition(":")[0]),
    "is_bot": True,
    "first_name": "OnRecord",
    "username": "onrecord_bot",
}
_MOST_BYTES = 50 * 1024 * 1024
_TEXTS = ("text", "url", "secret_token", "callback_query_id", "inline_query_id")  # whatever they look like


class StrictServer(ThreadedServer):
    """The server.

    ``calls`` are the calls that were carried out, ``refusals`` (method, status and description) those that
    broke a rule.

    Args:
        insecure_webhooks: Whether it calls webhooks by http, on any port.
    """

    def __init__(self, *, insecure_webhooks: bool = False) -> None:
        self.refusals: list[tuple[str, int, str]] = []
        self.faults = Faults()
        self.updates = Updates()
        self.methods = Methods(ME, self.updates, insecure_webhooks=insecure_webhooks)
        self._calls: list[tuple[str, dict[str, Any]]] = []
        self._past: dict[int, dict[str, Any]] = {}
        self._n_updates = 0
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._answer)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        super().__init__(app)

    def __exit__(self, *how: object) -> None:
        self._do(self.updates.stop())
        super().__exit__(*how)

    def update(self, **update: Any) -> int:
        """Queue an update for the bot, if it wants that kind; return its id."""
        numbered = {"update_id": self.number(), **update}
        self._meet(numbered)
        self._do(self.updates.add(numbered))
        return self._n_updates

    def raw_update(self, update: dict[str, Any]) -> None:
        """Queue an update as it is, whatever it is."""
        self._meet(update)
        self._do(self.updates.add_raw(update))

    def number(self) -> int:
        """Return the id of the next update, and count it."""
        self._n_updates += 1
        return self._n_updates

    def duplicate_update(self, update_id: int) -> None:
        """Let the bot have an update once more, even if it has acknowledged it."""
        self._do(self.updates.add_again(self._past[update_id]))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hand out what is queued meanwhile in one poll."""
        self.updates.is_held = True
        yield
        self.updates.is_held = False
        self._do(self.updates.notify())

    def say(self, text: str, chat: dict[str, Any] = PRIVATE, **fields: Any) -> int:
        """Send a message to the bot; return its id. A field that is None is left out."""
        number = next(self.methods.numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": _person(chat)}
        message |= {**({"text": text} if text else {}), **fields}
        message = {name: value for name, value in message.items() if value is not None}
        self.methods.messages[chat["id"], number] = message
        self.update(message=message)
        return number

    def send_document(self, name: str, data: bytes, chat: dict[str, Any] = PRIVATE, **fields: Any) -> int:
        """Send a file to the bot; return the message's id."""
        number = f"file-{len(self.methods.files)}"
        self.methods.files[number] = (f"documents/{number}/{name}", data)
        document = {"file_id": number, "file_unique_id": number, "file_name": name, "file_size": len(data)}
        return self.say("", chat, document=document, **fields)

    def edit(self, message_id: int, text: str, chat: dict[str, Any] = PRIVATE) -> None:
        """Edit a message that was sent to the bot."""
        old = self.methods.messages[chat["id"], message_id]
        edited = {**old, "text": text, "edit_date": int(time.time())}
        self.methods.messages[chat["id"], message_id] = edited
        self.update(edited_message=edited)

    def press(self, data: str, message_id: int, chat: dict[str, Any] = PRIVATE) -> str:
        """Press a button of a message of the bot's; return the query's id."""
        gone = {"message_id": message_id, "date": 0, "chat": chat}
        message = self.methods.messages.get((chat["id"], message_id), gone)
        query = {**self._ask(_person(chat)), "chat_instance": "1", "data": data, "message": message}
        self.update(callback_query=query)
        return str(query["id"])

    def ask_inline(self, query: str, user: dict[str, Any] = ADA) -> str:
        """Type an inline query; return its id."""
        typed = {**self._ask(user), "query": query, "offset": ""}
        self.update(inline_query=typed)
        return str(typed["id"])

    def expire_queries(self) -> None:
        """Let it be too late to answer presses and inline queries."""
        self.methods.queries.clear()

    def block(self, chat_id: int) -> None:
        """Let the person of a chat block the bot."""
        self.methods.blocked.add(chat_id)

    def fail(self, method: str, **fault: Any) -> None:
        """Let the next calls of a method go wrong; see ``Fault``."""
        self.faults.add(method, Fault(**fault))

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """Let the next calls of a method be answered late."""
        self.fail(method, seconds=seconds, times=times)

    def alter(self, appended: str) -> None:
        """Append something to the text of every message that is sent from now on."""
        self.methods.appended = appended

    def visible(self, chat_id: int) -> list[dict[str, Any]]:
        """Return the bot's messages as they stand now."""
        own = [
            (number, message)
            for (chat, number), message in list(self.methods.messages.items())
            if chat == chat_id and message.get("from") == ME
        ]
        return [message for _, message in sorted(own, key=lambda one: one[0])]

    def foreign(self, chat_id: int) -> list[str]:
        """Return what Telegram itself found in the bot's messages, such as mentions and links."""
        return [
            under(message["text"], entity)
            for message in self.visible(chat_id)
            for entity in message["entities"]
            if entity["type"] in FOUND
        ]

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the fields of every call of a method, decoded."""
        return [fields for name, fields in list(self._calls) if name == method]

    def wait_for(self, method: str, n: int, seconds: float = 60.0) -> list[dict[str, Any]]:
        """Wait until a method was called ``n`` times."""
        until = time.monotonic() + seconds
        while len(calls := self.calls(method)) < n:
            assert time.monotonic() < until, f"{len(calls)} of {n} calls of {method}; {self.refusals}"
            time.sleep(0.02)
        return calls

    def _ask(self, user: dict[str, Any]) -> dict[str, Any]:
        number = str(time.monotonic_ns())
        self.methods.queries[number] = time.monotonic() + QUERY_SECONDS
        return {"id": number, "from": user}

    def _meet(self, update: dict[str, Any]) -> None:
        """Keep an update, and get to know its chat and topic."""
        self._past[update.get("update_id", 0)] = update
        for said in (value for value in update.values() if isinstance(value, dict)):
            message = said.get("message", said)
            chat = message.get("chat")
            if isinstance(chat, dict) and "id" in chat:
                self.methods.chats[chat["id"]] = chat
                self.methods.topics.add((chat["id"], message.get("message_thread_id", 0)))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            if request.match_info["token"] != TOKEN:
                raise Refusal("Unauthorized", 401)
            fields = await _fields(request)
            fault = self.faults.next(method, int(fields.get("chat_id", 0)))
            if fault.migrate_to:
                self.methods.chats[fault.migrate_to] = {"id": fault.migrate_to, "type": "supergroup"}
            if fault.reset_before:
                return _cut(request)
            if fault.status:
                return fault.answer()
            result = await self.methods.call(method, fields)
        except Refusal as refusal:
            self.refusals.append((method, refusal.code, str(refusal)))
            return web.json_response(refusal_of(refusal), status=refusal.code)
        self._calls.append((method, fields))
        await asyncio.sleep(fault.seconds)
        return _cut(request) if fault.reset else web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        paths = dict(self.methods.files.values())
        path = request.match_info["path"]
        if request.match_info["token"] != TOKEN or path not in paths:
            return web.json_response(refusal_of(Refusal("file not found", 404)), status=404)
        return web.Response(body=paths[path])


def _person(chat: Mapping[str, Any]) -> dict[str, Any]:
    """Return who writes in a chat: Ada, or whom it is with."""
    name = {"id": chat["id"], "first_name": chat.get("first_name", "Ada")}
    return {**ADA, **name} if chat.get("type") == "private" else ADA


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        fields = await request.json()
        return dict(fields)
    sent = {**request.query, **await request.post()}
    return {name: value if name in _TEXTS else _decoded(value) for name, value in sent.items()}


def _decoded(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) and value.startswith(("[", "{")) else value
    except ValueError:
        return value


def _cut(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    assert request.transport
    request.transport.abort()
    return web.Response()
