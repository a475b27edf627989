"""Carries out the methods of Telegram's Bot API that OnRecord uses, on chats that it keeps in memory."""

import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from strict_rules import (
    Fields,
    Flood,
    Refusal,
    check_commands,
    check_inline_answer,
    check_keyboard,
    check_press_answer,
    check_webhook,
    number,
    shown,
)
from strict_updates import Updates

Message = dict[str, Any]

QUERY_SECONDS = 15.0  # how long a press or an inline query waits for its answer
MOST_BYTES = 20 * 1024 * 1024  # what a bot may download
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)
_SEEN_IN_CHAT = ("sendMessage", "editMessageText", "editMessageReplyMarkup")
_FREE = ("getUpdates", "getMe", "getFile", "getMyCommands", "getWebhookInfo")


class Methods:
    """The methods, and what they work on.

    Args:
        me: The bot, as getMe tells it.
        updates: What waits for it.
        insecure_webhooks: Whether it may be called by http, on any port.
    """

    def __init__(self, me: dict[str, Any], updates: Updates, *, insecure_webhooks: bool) -> None:
        self.me = me
        self.chats: dict[int, dict[str, Any]] = {}
        self.topics: set[tuple[int, int]] = set()
        self.messages: dict[tuple[int, int], Message] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.blocked: set[int] = set()
        self.queries: dict[str, float] = {}
        self.offered: list[list[dict[str, Any]]] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.appended = ""
        self.numbers = count(1)
        self._updates = updates
        self._insecure = insecure_webhooks
        self._flood = Flood()
        self._methods: dict[str, Callable[[Fields], Awaitable[object]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_keyboard,
            "deleteMessage": self._delete,
            "sendChatAction": self._act,
            "answerCallbackQuery": self._answer_press,
            "answerInlineQuery": self._answer_inline,
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "getFile": self._get_file,
        }

    async def call(self, method: str, fields: Fields) -> object:
        """Carry out a method.

        Raises:
            Refusal: it breaks a rule.
        """
        if method not in self._methods:
            raise Refusal("method not found", 404)
        if method in _FREE:
            return await self._methods[method](fields)
        seen_in = number(fields, "chat_id") if method in _SEEN_IN_CHAT else None
        self._flood.check(time.monotonic(), seen_in)
        result = await self._methods[method](fields)
        self._flood.count(time.monotonic(), seen_in)
        return result

    async def _get_me(self, _: Fields) -> object:
        return self.me

    async def _get_updates(self, fields: Fields) -> object:
        if "allowed_updates" in fields:
            self._updates.allowed = fields["allowed_updates"]
        offset, limit, seconds = (number(fields, name, 100 * (name == "limit")) for name in _POLLING)
        return await self._updates.poll(offset, limit, seconds)

    async def _set_webhook(self, fields: Fields) -> object:
        url, secret = str(fields.get("url", "")), fields.get("secret_token")
        if url:
            check_webhook(url, secret, insecure=self._insecure)
        self._updates.allowed = fields.get("allowed_updates", self._updates.allowed)
        return await self._call_back(fields, url, secret)

    async def _delete_webhook(self, fields: Fields) -> object:
        return await self._call_back(fields, "", None)

    async def _call_back(self, fields: Fields, url: str, secret: str | None) -> bool:
        if str(fields.get("drop_pending_updates", "")).lower() == "true":
            self._updates.drop()
        await self._updates.call(url, secret)
        return True

    async def _get_webhook_info(self, _: Fields) -> object:
        waiting = self._updates.n_waiting
        return {"url": self._updates.url, "has_custom_certificate": False, "pending_update_count": waiting}

    async def _send(self, fields: Fields) -> object:
        chat = self._chat(fields)
        content = self._content(fields)
        replied = self._replied(fields, chat["id"])
        topic = number(fields, "message_thread_id")
        if topic and (chat["id"], topic) not in self.topics:
            raise Refusal("message thread not found")
        message = {"message_id": next(self.numbers), "date": int(time.time()), "chat": chat, "from": self.me}
        if topic:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        return self._keep({**message, **replied, **content})

    async def _edit_text(self, fields: Fields) -> object:
        return self._edit(fields, self._content(fields))

    async def _edit_keyboard(self, fields: Fields) -> object:
        check_keyboard(fields.get("reply_markup"))
        old = self._own(fields, "edit")
        return self._edit(fields, {**_content_of(old), "reply_markup": fields.get("reply_markup")})

    def _edit(self, fields: Fields, content: dict[str, Any]) -> Message:
        old = self._own(fields, "edit")
        if _content_of(old) == _content_of(content):
            raise Refusal(_NOT_MODIFIED)
        rest = {name: value for name, value in old.items() if name not in _CONTENT}
        return self._keep({**rest, **content, "edit_date": int(time.time())})

    async def _delete(self, fields: Fields) -> object:
        del self.messages[self._own(fields, "delete")["chat"]["id"], number(fields, "message_id")]
        return True

    async def _act(self, fields: Fields) -> object:
        self._chat(fields)
        if fields.get("action") != "typing":
            raise Refusal("wrong parameter action in request")
        return True

    async def _answer_press(self, fields: Fields) -> object:
        check_press_answer(fields, is_open=self._is_open(fields, "callback_query_id"))
        return True

    async def _answer_inline(self, fields: Fields) -> object:
        self.offered.append(check_inline_answer(fields, is_open=self._is_open(fields, "inline_query_id")))
        return True

    async def _set_commands(self, fields: Fields) -> object:
        commands, scope = check_commands(fields.get("commands")), fields.get("scope") or {}
        if "chat_id" in scope:
            self._chat(scope)
        self.commands[str(scope.get("chat_id", scope.get("type", "default")))] = commands
        return True

    async def _get_commands(self, fields: Fields) -> object:
        scope = fields.get("scope") or {}
        return self.commands.get(str(scope.get("chat_id", scope.get("type", "default"))), [])

    async def _get_file(self, fields: Fields) -> object:
        name = str(fields.get("file_id"))
        if name not in self.files:
            raise Refusal("wrong file_id or the file is temporarily unavailable")
        path, data = self.files[name]
        if len(data) > MOST_BYTES:
            raise Refusal("file is too big")
        return {"file_id": name, "file_unique_id": name, "file_size": len(data), "file_path": path}

    def _chat(self, fields: Fields) -> dict[str, Any]:
        name = number(fields, "chat_id")
        if name not in self.chats:
            raise Refusal("chat not found")
        if name in self.blocked:
            raise Refusal("bot was blocked by the user", 403)
        return self.chats[name]

    def _own(self, fields: Fields, verb: str) -> Message:
        message = self.messages.get((self._chat(fields)["id"], number(fields, "message_id")))
        if message is None:
            raise Refusal(f"message to {verb} not found")
        if message.get("from") != self.me:
            raise Refusal(f"message can't be {verb.removesuffix('e')}ed")
        return message

    def _replied(self, fields: Fields, chat: int) -> dict[str, Any]:
        wanted = fields.get("reply_parameters")
        if not wanted:
            return {}
        target = self.messages.get((chat, number(wanted, "message_id")))
        if target is not None:
            return {"reply_to_message": {**target, "reply_to_message": None}}
        if not wanted.get("allow_sending_without_reply"):
            raise Refusal("message to be replied not found")
        return {}

    def _content(self, fields: Fields) -> dict[str, Any]:
        check_keyboard(fields.get("reply_markup"))
        content = shown(fields.get("text"), fields.get("entities") or [], fields.get("parse_mode"))
        markup = fields.get("reply_markup")
        return {
            **content,
            "text": content["text"] + self.appended,
            **({"reply_markup": markup} if markup else {}),
        }

    def _keep(self, message: Message) -> Message:
        kept = {name: value for name, value in message.items() if value is not None}
        self.messages[kept["chat"]["id"], kept["message_id"]] = kept
        return kept

    def _is_open(self, fields: Fields, name: str) -> bool:
        return time.monotonic() < self.queries.get(str(fields.get(name)), 0.0)


_POLLING = ("offset", "limit", "timeout")
_CONTENT = ("text", "entities", "reply_markup")


def _content_of(message: Fields) -> dict[str, Any]:
    return {name: message[name] for name in _CONTENT if message.get(name)}
