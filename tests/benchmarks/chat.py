"""Records a conversation with the bot over the shipped article, as a page that looks like a chat.

    python tests/benchmarks/chat.py OUT.html

Everything in it came over HTTP from the bot as a process to our strict server; look at it with a browser.
"""

import html
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from stand_in import PRIVATE, TOKEN
from strict_process import BotProcess, wait_until
from strict_server import StrictServer

from bot.settings import Settings
from bot.wiring import build_shipped

TAGS = {
    "bold": "b",
    "italic": "i",
    "code": "code",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
STYLE = """
body { background: #b5cfa5; font: 15px/1.35 sans-serif; margin: 0; padding: 16px; width: 560px; }
.me, .bot { border-radius: 12px; padding: 8px 12px; margin: 6px 0; white-space: pre-wrap;
  width: fit-content; }
.me { background: #e3fdc9; margin-left: auto; max-width: 420px; }
.bot { background: #fff; max-width: 500px; }
blockquote { margin: 2px 0; padding: 4px 8px; border-left: 3px solid #3a8fd9; background: #eaf3fb;
  border-radius: 4px; }
a { color: #2a7cc7; text-decoration: none; }
.keys { display: flex; gap: 4px; max-width: 524px; margin: 3px 0; }
.keys span { flex: 1; background: #6f9a5c99; color: #fff; text-align: center; padding: 6px;
  border-radius: 8px; }
.note { text-align: center; color: #fff; margin: 10px; }
"""


def shown(message):
    """Return a message of the bot's as HTML: its entities as tags, its buttons below."""
    units = message["text"].encode("utf-16-le")
    opening, closing = {}, {}
    for one in sorted(message.get("entities", []), key=lambda e: (e["offset"], -e["length"])):
        link = one["type"] == "text_link"
        tag = f'a href="{html.escape(one["url"])}"' if link else TAGS.get(one["type"], "u")
        opening.setdefault(one["offset"], []).append(f"<{tag}>")
        closing.setdefault(one["offset"] + one["length"], []).insert(0, f"</{tag.partition(' ')[0]}>")
    edges = sorted({0, len(units) // 2, *opening, *closing})
    parts = []
    for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        parts += closing.get(start, []) + opening.get(start, [])
        parts.append(html.escape(units[2 * start : 2 * end].decode("utf-16-le")))
    text = "".join(parts).replace("</blockquote>\n", "</blockquote>")
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    keys = "".join(
        '<div class="keys">' + "".join(f"<span>{html.escape(b['text'])}</span>" for b in row) + "</div>"
        for row in rows
    )
    return f'<div class="bot">{text}</div>{keys}'


class Conversation:
    """Plays a conversation and writes it down."""

    def __init__(self, server):
        self.server = server
        self.page = []
        self.seen = 0

    def _listen(self):
        wait_until(lambda: len(self.server.visible(PRIVATE["id"])) > self.seen)
        time.sleep(0.2)
        new = self.server.visible(PRIVATE["id"])[self.seen :]
        self.page += map(shown, new)
        self.seen += len(new)
        return new[-1]

    def say(self, text):
        self.page.append(f'<div class="me">{html.escape(text)}</div>')
        self.server.say(text)
        return self._listen()

    def press(self, message, label, *, in_place=False):
        data = next(
            b["callback_data"]
            for row in message["reply_markup"]["inline_keyboard"]
            for b in row
            if b["text"] == label
        )
        self.page.append(f'<div class="note">presses “{html.escape(label)}”</div>')
        self.server.press(data, message["message_id"])
        if not in_place:
            return self._listen()
        n = len(self.server.calls("editMessageText"))
        wait_until(lambda: len(self.server.calls("editMessageText")) > n or self._now(message) != message)
        time.sleep(0.3)
        self.page.append(shown(self._now(message)))
        return self._now(message)

    def _now(self, message):
        return next(m for m in self.server.visible(PRIVATE["id"]) if m["message_id"] == message["message_id"])


def main(out):
    with tempfile.TemporaryDirectory() as name, StrictServer() as server:
        folder = Path(name)
        build_shipped(Settings(folder / "index"), lambda _: None)
        bot = BotProcess(server.address, folder, folder / "index", ("--feedback",), TOKEN)
        try:
            talk = Conversation(server)
            talk.say("/help")
            answer = talk.say("Why does Iran need a pact with Syria?")
            talk.press(answer, "Who said it?")
            talk.press(answer, "More context", in_place=True)
            talk.say("And what did Hatami say of the agreement?")
            refused = talk.say("Who won the 2018 World Cup?")
            talk.press(refused, "Show the nearest passages")
            talk.press(talk.say("/sources"), "1")
        finally:
            bot.stop()
    Path(out).write_text(f"<meta charset=utf-8><style>{STYLE}</style>{''.join(talk.page)}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
