"""What Telegram's server makes of a text, by TDLib, the library that it is written with.

Without ``tdjson`` a text is only trimmed, and nothing is parsed or found in it.
"""

import json
import re
from typing import Any

try:
    import tdjson
except ImportError:
    tdjson = None

Entities = list[dict[str, Any]]

_IN_TDLIB = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
    "blockquote": "BlockQuote", "expandable_blockquote": "ExpandableBlockQuote",
    "mention": "Mention", "hashtag": "Hashtag", "cashtag": "Cashtag", "bot_command": "BotCommand",
    "url": "Url", "email": "EmailAddress", "phone_number": "PhoneNumber",
}  # fmt: skip
_IN_BOT_API = {f"textEntityType{theirs}": ours for ours, theirs in _IN_TDLIB.items()}
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")
_COVERS = ("text_link", "code", "pre")
_PARSE_MODES = {
    "HTML": {"@type": "textParseModeHTML"},
    "MarkdownV2": {"@type": "textParseModeMarkdown", "version": 2},
}
# TDLib cleans a text only where it reads Markdown, so its signs are put away meanwhile.
_SIGNS = "*_`~|[]"
_AWAY = str.maketrans(_SIGNS, "".join(chr(0xF5F0 + n) for n in range(len(_SIGNS))))
_BACK = {away: sign for sign, away in _AWAY.items()}
_PHONE = re.compile(r"\+\d[\d ()-]{7,}\d")  # the server finds these, TDLib leaves that to it


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def under(text: str, entity: dict[str, Any]) -> str:
    """Return what stands under an entity."""
    start, length = entity["offset"], entity["length"]
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le")


def parsed(text: str, mode: str) -> tuple[str, Entities]:
    """Read HTML or MarkdownV2.

    Raises:
        ValueError: it is malformed, or another mode.
    """
    if mode not in _PARSE_MODES:
        raise ValueError("unsupported parse_mode")
    if tdjson is None:
        return text, []
    read = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": _PARSE_MODES[mode]})
    return read["text"], _ours(read["entities"])


def cleaned(text: str, entities: Entities) -> tuple[str, Entities]:
    """Return a text as everybody will see it, without what Telegram drops, trimmed, and its entities.

    Raises:
        ValueError: the entities are out of bounds.
    """
    if tdjson is not None and text:
        sent = {"@type": "formattedText", "text": text.translate(_AWAY), "entities": _theirs(entities)}
        read = _execute({"@type": "parseMarkdown", "text": sent})
        text, entities = read["text"].translate(_BACK), _ours(read["entities"])
    before = units(text) - units(text.lstrip())
    text = text.strip()
    moved = []
    for one in entities:
        start, end = max(0, one["offset"] - before), min(units(text), one["offset"] + one["length"] - before)
        moved += [{**one, "offset": start, "length": end - start}] if start < end else []
    return text, moved


def with_found(text: str, entities: Entities) -> Entities:
    """Add what Telegram finds where neither code nor links cover the text."""
    if tdjson is None:
        return entities
    found = _ours(_execute({"@type": "getTextEntities", "text": text})["entities"])
    for match in _PHONE.finditer(text):
        offset = units(text[: match.start()])
        found.append({"type": "phone_number", "offset": offset, "length": len(match[0])})
    covers = [one for one in entities if one["type"] in _COVERS]
    free = [one for one in found if not any(_overlap(one, cover) for cover in covers)]
    return sorted([*entities, *free], key=lambda one: (one["offset"], -one["length"]))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = sorted([one, other], key=lambda entity: entity["offset"])
    return bool(second["offset"] < first["offset"] + first["length"])


def _ours(entities: Entities) -> Entities:
    known = [one for one in entities if one["type"]["@type"] in _IN_BOT_API]
    return [
        {
            "type": _IN_BOT_API[one["type"]["@type"]],
            "offset": one["offset"],
            "length": one["length"],
            **({"url": one["type"]["url"]} if "url" in one["type"] else {}),
        }
        for one in known
    ]


def _theirs(entities: Entities) -> Entities:
    return [
        {
            "@type": "textEntity",
            "offset": one["offset"],
            "length": one["length"],
            "type": {
                "@type": f"textEntityType{_IN_TDLIB[one['type']]}",
                **({"url": one["url"]} if "url" in one else {}),
            },
        }
        for one in entities
    ]


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    if answer["@type"] == "error":
        raise ValueError(answer["message"])
    return answer
