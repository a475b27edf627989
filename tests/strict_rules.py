"""The rules of Telegram's Bot API for what a bot sends: what breaks one is refused with its 4xx.

From the reference: https://core.telegram.org/bots/api and the source of its server. Stricter than Telegram
where that would drop something without a word: wrong links, too many entities, wrong nesting.
"""

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from strict_tdlib import Entities, cleaned, parsed, units, with_found

Fields = Mapping[str, Any]

QUOTES = {"blockquote", "expandable_blockquote"}
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
CODES = {"code", "pre"}
LINK = "text_link"
_ORDER = [*QUOTES, LINK, *STYLES, *CODES]  # what is outside where two cover the same
MOST_UNITS, MOST_ENTITIES, MOST_BUTTONS, MOST_IN_ROW = 4096, 100, 100, 8
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):  # noqa: N818 - what Telegram does is refuse
    """What the Bot API answers instead of a result."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        names = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
        super().__init__(f"{names[code]}: {description}" if code in names else description)
        self.code = code
        self.parameters = parameters


def shown(text: object, entities: Entities, mode: str | None) -> dict[str, Any]:
    """Return the text and entities that everybody sees when these are sent."""
    if not isinstance(text, str):
        raise Refusal("message text is empty")
    try:
        text, entities = parsed(text, mode) if mode else (text, entities)
        _check_entities(text, entities)
        text, entities = cleaned(text, entities)
    except ValueError as error:
        raise Refusal(str(error)) from error
    if not text:
        raise Refusal("message text is empty")
    if units(text) > MOST_UNITS:
        raise Refusal("message is too long")
    return {"text": text, "entities": with_found(text, entities)}


def _check_entities(text: str, entities: Entities) -> None:
    if len(entities) > MOST_ENTITIES:
        raise Refusal(f"more than {MOST_ENTITIES} entities")
    edges = _edges(text)
    for one in entities:
        if one.get("type") not in _ORDER:
            raise Refusal(f"can't parse entities: unknown type {one.get('type')}")
        start, length = one.get("offset"), one.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or length < 1:
            raise Refusal("can't parse entities: incorrect offset or length")
        if not {start, start + length} <= edges:
            raise Refusal("can't parse entities: an entity ends outside of the text or inside a character")
        if one["type"] == LINK and not _is_address(one.get("url")):
            raise Refusal(f"can't parse entities: unsupported URL {one.get('url')}")
    for outer, inner in combinations(sorted(entities, key=_outermost_first), 2):
        _check_nesting(outer, inner)


def _edges(text: str) -> set[int]:
    """Return the offsets between characters, in UTF-16 units."""
    edges, at = {0}, 0
    for character in text:
        at += units(character)
        edges.add(at)
    return edges


def _outermost_first(entity: dict[str, Any]) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], _ORDER.index(entity["type"])


def _check_nesting(outer: dict[str, Any], inner: dict[str, Any]) -> None:
    end = outer["offset"] + outer["length"]
    if inner["offset"] >= end:
        return
    kinds = f"{inner['type']} in {outer['type']}"
    if inner["offset"] + inner["length"] > end:
        raise Refusal(f"can't parse entities: they overlap: {kinds}")
    if not _may_contain(outer["type"], inner["type"]):
        raise Refusal(f"can't parse entities: wrong nesting: {kinds}")


def _may_contain(outer: str, inner: str) -> bool:
    if outer in CODES or inner in CODES:
        return outer in QUOTES
    if outer in QUOTES:
        return inner not in QUOTES
    return outer in STYLES or inner in STYLES


def _is_address(url: object) -> bool:
    parts = urlsplit(url) if isinstance(url, str) else None
    return parts is not None and parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def check_keyboard(markup: Fields | None) -> None:
    """Check an inline keyboard."""
    rows = (markup or {}).get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refusal("object expected as reply markup")
    if any(len(row) > MOST_IN_ROW for row in rows) or sum(map(len, rows)) > MOST_BUTTONS:
        raise Refusal("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise Refusal("text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64 and not _is_address(
            button.get("url")
        ):
            raise Refusal("BUTTON_DATA_INVALID")


def check_press_answer(fields: Fields, *, is_open: bool) -> None:
    """Check what answerCallbackQuery says."""
    if not is_open:
        raise Refusal(_TOO_OLD)
    if units(fields.get("text") or "") > 200:
        raise Refusal("MESSAGE_TOO_LONG")


def check_inline_answer(fields: Fields, *, is_open: bool) -> list[dict[str, Any]]:
    """Check what answerInlineQuery offers; return it with the texts as they will be shown."""
    if not is_open:
        raise Refusal(_TOO_OLD)
    results = fields.get("results")
    if not isinstance(results, list):
        raise Refusal("RESULTS_MISSING")
    if len(results) > 50:
        raise Refusal("Too many inline query results specified")
    if not str(fields.get("cache_time", 300)).isdecimal():
        raise Refusal("cache_time is not a number of seconds")
    if len(fields.get("next_offset", "").encode()) > 64:
        raise Refusal("NEXT_OFFSET_INVALID")
    button = fields.get("button")
    if button is not None:
        _check_results_button(button)
    names = [str(result.get("id", "")) for result in results]
    if not all(1 <= len(name.encode()) <= 64 for name in names) or len(set(names)) < len(names):
        raise Refusal("RESULT_ID_INVALID")
    return [_shown_result(result) for result in results]


def _check_results_button(button: Fields) -> None:
    if not button.get("text"):
        raise Refusal("BUTTON_TEXT_INVALID")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
        raise Refusal("START_PARAM_INVALID")


def _shown_result(result: dict[str, Any]) -> dict[str, Any]:
    content = result.get("input_message_content", {})
    if result.get("type") != "article" or not result.get("title"):
        raise Refusal("RESULT_TITLE_INVALID")
    check_keyboard(result.get("reply_markup"))
    text, mode = content.get("message_text"), content.get("parse_mode")
    return {**result, "input_message_content": shown(text, content.get("entities") or [], mode)}


def check_commands(commands: object) -> list[dict[str, str]]:
    """Check a list of commands; return it."""
    if not isinstance(commands, list) or len(commands) > 100:
        raise Refusal("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", one.get("command", "")):
            raise Refusal("BOT_COMMAND_INVALID")
        if not 1 <= len(one.get("description", "")) <= 256:
            raise Refusal("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def check_webhook(url: str, secret: str | None, *, insecure: bool) -> None:
    """Check where updates shall be sent to."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (insecure and parts.scheme == "http"):
        raise Refusal("bad webhook: An HTTPS URL must be provided for webhook")
    if not insecure and (parts.port or 443) not in (443, 80, 88, 8443):
        raise Refusal("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refusal("secret token contains unallowed characters")


class Flood:
    """Refuses what comes too fast: see https://core.telegram.org/bots/faq#broadcasting-to-users.

    In any second 30 requests, in any 3 seconds 3 to the same chat, which is one a second with some tolerance,
    in any minute 20 to the same group. What is refused does not count.
    """

    _EVERYWHERE, _CHAT, _GROUP = (30, 1.0), (3, 3.0), (20, 60.0)

    def __init__(self) -> None:
        self._moments: dict[object, deque[float]] = defaultdict(deque)

    def check(self, now: float, chat: int | None) -> None:
        """Check whether there is room for a request, to a chat if it leaves something to see there."""
        waits = [self._wait(*window, now) for window in self._windows(chat)]
        if max(waits) > 0:
            seconds = int(max(waits)) + 1
            raise Refusal(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)

    def count(self, now: float, chat: int | None) -> None:
        """Count a request that was carried out."""
        for name, _, _ in self._windows(chat):
            self._moments[name].append(now)

    def _windows(self, chat: int | None) -> list[tuple[object, int, float]]:
        windows: list[tuple[object, int, float]] = [("everywhere", *self._EVERYWHERE)]
        if chat is not None:
            windows.append((("chat", chat), *self._CHAT))
        if chat is not None and chat < 0:
            windows.append((("group", chat), *self._GROUP))
        return windows

    def _wait(self, name: object, most: int, seconds: float, now: float) -> float:
        moments = self._moments[name]
        while moments and moments[0] <= now - seconds:
            moments.popleft()
        return moments[-most] + seconds - now if len(moments) >= most else 0.0


def refusal_of(error: Refusal) -> dict[str, Any]:
    """Return the answer that says so."""
    answer = {"ok": False, "error_code": error.code, "description": str(error)}
    return {**answer, "parameters": error.parameters} if error.parameters else answer


def number(fields: Fields, name: str, default: int = 0) -> int:
    """Return a number that may have come as a string."""
    try:
        return int(fields.get(name, default))
    except (TypeError, ValueError) as error:
        raise Refusal(f"{name} is not a number") from error
