"""Plays people who talk with the bot by way of our strict server, and writes down what each of them sees."""

import html
import re
import textwrap
from collections.abc import Callable
from typing import Any

from stand_in import ADA, PRIVATE
from strict_process import wait_until
from strict_server import StrictServer
from strict_tdlib import units

Message = dict[str, Any]
Marks = Callable[[dict[str, Any]], tuple[str, str]]  # what opens and what closes an entity

_SHOWN_URL = 60
_IN_TEXT = {"bold": ("**", "**"), "italic": ("_", "_"), "code": ("`", "`")}
_IN_HTML = {"bold": "b", "italic": "i", "code": "code"}
QUOTES = ("blockquote", "expandable_blockquote")
_OPEN, _CLOSE = "\x02", "\x03"
_STYLE = """
body { background: #b5cfa5; font: 15px/1.35 sans-serif; margin: 0 auto; padding: 10px; width: 392px; }
h2 { font-size: 13px; text-align: center; color: #fff; margin: 12px 0 8px; font-weight: normal; }
h2 span, .note span { background: #5f8a4e; border-radius: 10px; padding: 2px 10px; display: inline-block; }
.me, .bot { border-radius: 14px; padding: 7px 11px; margin: 6px 0; white-space: pre-wrap;
  width: fit-content; overflow-wrap: anywhere; box-shadow: 0 1px 1px #0003; }
.me { background: #e3fdc9; margin-left: auto; max-width: 300px; }
.bot { background: #fff; max-width: 350px; }
blockquote { margin: 2px 0; padding: 4px 8px; border-left: 3px solid #3a8fd9; background: #eaf3fb;
  border-radius: 4px; }
a { color: #2a7cc7; text-decoration: none; }
.keys { display: flex; gap: 4px; max-width: 372px; margin: 4px 0; }
.keys span { flex: 1; background: #5f8a4ecc; color: #fff; text-align: center; padding: 6px;
  border-radius: 8px; }
.note { text-align: center; color: #fff; margin: 8px; font-size: 13px; }
svg { height: 15px; vertical-align: -2px; }
"""
# Machines without a font of emoji show the two on our buttons as well.
_HAND = (
    '<svg viewBox="0 0 24 24" fill="#fc3"><path {}d="M2 10h4v11H2zM8 20l9 1 4-8-1-3h-6l1-6-3-1-4 8z"/></svg>'
)
_HANDS = {"👍": _HAND.format(""), "👎": _HAND.format('transform="rotate(180 12 12)" ')}


class Recording:
    """A conversation in parts, each a list of who (a person, the bot, or "" for what happens) and what.

    Args:
        server: What the bot talks to.
    """

    def __init__(self, server: StrictServer) -> None:
        self.parts: dict[str, list[tuple[str, Message]]] = {}
        self._server = server

    def part(self, name: str) -> None:
        """Begin a part."""
        self.parts[name] = []

    def say(self, text: str, chat: dict[str, Any] = PRIVATE, **fields: Any) -> Message:
        """Say something; return the message that comes back."""
        self._write(_name(chat), text + "".join(f"  ‹{what}›" for what in _told(fields)))
        return self._hear(chat, lambda: self._server.say(text, chat, **fields))

    def send_file(self, name: str, data: bytes, chat: dict[str, Any]) -> Message:
        """Send a file; return the message that comes back."""
        self._write(_name(chat), f"‹file {name}›")
        return self._hear(chat, lambda: self._server.send_document(name, data, chat))

    def say_to_others(self, text: str, chat: dict[str, Any]) -> None:
        """Say something that is not for the bot."""
        self._write(_name(chat), text)
        self._server.say(text, chat)

    def edit(self, answer: Message, text: str) -> Message:
        """Edit the question of an answer; return the answer when it has changed."""
        self._write(ADA["first_name"], f"{text}  ‹edited›")
        asked = answer["reply_to_message"]["message_id"]
        return self._see_change(answer, lambda: self._server.edit(asked, text, answer["chat"]))

    def press(self, message: Message, label: str) -> Message:
        """Press a button of a message; return the message that comes below."""
        self._note(f"{_name(message['chat'])} presses “{label}”")
        return self._hear(message["chat"], lambda: self._press(message, label))

    def press_in_place(self, message: Message, label: str) -> Message:
        """Press a button that changes its message; return that."""
        self._note(f"{_name(message['chat'])} presses “{label}”: the message changes")
        return self._see_change(message, lambda: self._press(message, label))

    def press_for_word(self, message: Message, label: str) -> None:
        """Press a button that is answered with a word that goes away."""
        n = len(self._server.calls("answerCallbackQuery"))
        self._press(message, label)
        word = self._server.wait_for("answerCallbackQuery", n + 1)[n]["text"]
        self._note(f"{_name(message['chat'])} presses “{label}” and is told: {word}")

    def ask_inline(self, query: str) -> list[Message]:
        """Type an inline query; return what is offered."""
        self._write(ADA["first_name"], f"@onrecord_bot {query}  ‹in another chat›")
        n = len(self._server.methods.offered)
        self._server.ask_inline(query)
        self._server.wait_for("answerInlineQuery", n + 1)
        offered = self._server.methods.offered[n]
        for result in offered:
            bold = {"type": "bold", "offset": 0, "length": units(result["title"])}
            shown = f"{result['title']}\n{result['description']}"
            self._write("Offered", {"text": shown, "entities": [bold]})
        if not offered:
            self._write("Offered", self._server.calls("answerInlineQuery")[n]["button"]["text"])
        return offered

    def text(self, *names: str) -> str:
        """Return the parts of these names, or all, as text."""
        shown = {name: self.parts[name] for name in names or self.parts}
        return "\n\n".join(
            "\n".join([f"── {name} ──", *(_line(who, message) for who, message in part)])
            for name, part in shown.items()
        )

    def page(self, *names: str) -> str:
        """Return the parts of these names, or all, as a page that looks like a chat."""
        shown = {name: self.parts[name] for name in names or self.parts}
        bodies = [
            f"<h2><span>{html.escape(name)}</span></h2>" + "".join(_bubble(who, m) for who, m in part)
            for name, part in shown.items()
        ]
        return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(bodies)}\n"

    def words(self, *names: str) -> str:
        """Return the bare words of the parts of these names, in one line."""
        said = [(who, message) for name in names for who, message in self.parts[name]]
        lines = [
            f"{who}: {message['text']} " + " ".join(f"[{key}]" for row in _keys(message) for key in row)
            for who, message in said
        ]
        return " ".join(" ".join(lines).split())

    def _write(self, who: str, what: str | Message) -> None:
        message = {"text": what, "entities": []} if isinstance(what, str) else what
        self.parts[next(reversed(self.parts))].append((who, message))

    def _note(self, what: str) -> None:
        self._write("", what)

    def _press(self, message: Message, label: str) -> None:
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        self._server.press(data, message["message_id"], message["chat"])

    def _hear(self, chat: dict[str, Any], act: Callable[[], object]) -> Message:
        n = len(self._server.visible(chat["id"]))
        act()
        wait_until(lambda: len(self._server.visible(chat["id"])) > n)
        heard = self._server.visible(chat["id"])[n]
        self._write("OnRecord", heard)
        return heard

    def _see_change(self, old: Message, act: Callable[[], object]) -> Message:
        place = (old["chat"]["id"], old["message_id"])
        before = self._server.methods.messages[place]
        act()
        wait_until(lambda: self._server.methods.messages[place] is not before)
        seen = self._server.methods.messages[place]
        self._write("OnRecord", seen)
        return seen


def _name(chat: dict[str, Any]) -> str:
    return str(chat.get("first_name", ADA["first_name"]))


def _told(fields: dict[str, Any]) -> list[str]:
    """Return what there is to know of a message beside its words."""
    told = {
        "forward_origin": lambda origin: f"forwarded from {origin['chat']['title']}",
        "reply_to_message": lambda _: "in reply",
        "message_thread_id": lambda topic: f"in topic {topic}",
    }
    return [tell(fields[name]) for name, tell in told.items() if name in fields]


def _line(who: str, message: Message) -> str:
    words = _marked(message, str, _in_text)
    quoted = re.sub(
        f"{_OPEN}(.*?){_CLOSE}",
        lambda found: textwrap.indent(found[1], "> ", lambda _: True),
        words,
        flags=re.DOTALL,
    )
    rows = ["".join(f"[ {key} ]" for key in row) for row in _keys(message)]
    body = "\n".join([quoted, *rows])
    if who == "OnRecord":
        return ", ".join([who, *_told(message)]) + f":\n{textwrap.indent(body, '    ')}"
    return f"{who}: {body}".lstrip(": ")


def _bubble(who: str, message: Message) -> str:
    text = _marked(message, _escaped, _in_html).replace("</blockquote>\n", "</blockquote>")
    if not who:
        return f'<div class="note"><span>{text}</span></div>'
    rows = "".join(
        f'<div class="keys">{"".join(f"<span>{_escaped(key)}</span>" for key in row)}</div>'
        for row in _keys(message)
    )
    return f'<div class="{"bot" if who in ("OnRecord", "Offered") else "me"}">{text}</div>{rows}'


def _keys(message: Message) -> list[list[str]]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [[str(button["text"]) for button in row] for row in rows]


def _marked(message: Message, escape: Callable[[str], str], marks: Marks) -> str:
    """Return a message's text with marks around what its entities, counted in UTF-16, stand for."""
    units = message["text"].encode("utf-16-le")
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    for one in sorted(message["entities"], key=lambda e: (e["offset"], -e["length"])):
        before, after = marks(one)
        opened.setdefault(one["offset"], []).append(before)
        closed.setdefault(one["offset"] + one["length"], []).insert(0, after)
    edges = sorted({0, len(units) // 2, *opened, *closed})
    pieces = []
    for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        pieces += closed.get(start, []) + opened.get(start, [])
        pieces.append(escape(units[2 * start : 2 * end].decode("utf-16-le")))
    return "".join(pieces)


def _in_text(entity: dict[str, Any]) -> tuple[str, str]:
    if entity["type"] == "text_link":
        url = entity["url"]
        return "[", f"]({url if len(url) <= _SHOWN_URL else url[:_SHOWN_URL] + '…'})"
    return (_OPEN, _CLOSE) if entity["type"] in QUOTES else _IN_TEXT.get(entity["type"], ("", ""))


def _in_html(entity: dict[str, Any]) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    tag = "blockquote" if entity["type"] in QUOTES else _IN_HTML.get(entity["type"], "u")
    return f"<{tag}>", f"</{tag}>"


def _escaped(text: str) -> str:
    return "".join(_HANDS.get(character, html.escape(character)) for character in text)
