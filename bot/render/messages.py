"""Messages of plain text with entities, within Telegram's limits, in which its server finds nothing more.

Telegram's server finds mentions, tags, commands, addresses and numbers of its own in plain text, which would
notify people or lead elsewhere; it finds none where one of our entities stands already (TDLib,
``merge_entities``), so that each such stretch is covered with a link, or with ``code`` where there is none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from corpus import Span, canonicalise

MAX_UNITS = 4_096
MAX_ENTITIES = 100  # the server drops those that follow
MAX_ENTITY_BYTES = 9_500
_BYTES_AN_ENTITY = 60  # without its address; generous
_MAX_FOREIGN_CHARS = 200

# Combining marks that TDLib removes from every text (``clean_input_string``) and canonical text may hold.
REMOVED = re.compile("[\u030a\u0333\u033f]")
# A superset of what TDLib finds (MessageEntity.cpp, ``find_entities``), which is stricter about what
# surrounds a stretch, and of phone numbers, which only the server finds. A date or a price is neither.
_STRETCHES = (
    re.compile(r"@\w{2,}"),
    re.compile(r"#[^\s#]*[^\s!-@\[-`{-~\u2000-\u206f]"),  # at least one letter, also of tomorrow's Unicode
    re.compile(r"\$(?:1INCH|[A-Z]{1,8})(?![a-z0-9])"),
    re.compile(r"(?<!\w)/[A-Za-z0-9_]+"),
    re.compile(r"(?<![A-Za-z0-9_:])[0-9]{1,4}(?::[0-9]{1,2})?:[0-5][0-9](?![A-Za-z0-9_:])"),
    re.compile(r"\+[0-9](?:[ ().\-\u00a0]*[0-9]){6,}|[0-9](?:[ ().\-\u00a0]*[0-9]){8,}"),
)
# No white space in an address: a run is one if it has a scheme, a domain's last label (two letters or
# more; the second may be an Indic vowel sign) or four numbers.
_RUN = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|(?<!\.)\.[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff])|(?:[0-9]+\.){3}[0-9]")
_PUNCTUATION = "\"'“”‘’«»()[]{}<>.,;:!?…"


class EntityKind(StrEnum):
    """Telegram's names of what we send; of two at one place the earlier here contains the later."""

    BLOCKQUOTE = "blockquote"
    EXPANDABLE_BLOCKQUOTE = "expandable_blockquote"
    CODE = "code"
    TEXT_LINK = "text_link"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Entity:
    """How the code points ``start`` to ``end``, exclusive, of a message are shown; links have a ``url``."""

    kind: EntityKind
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message within Telegram's limits, or a part of one.

    ``entities`` are in the order of their starts, outer before inner, never partially overlapping.
    ``numbers`` are those of the quotes shown in it.
    """

    text: str
    entities: tuple[Entity, ...]
    numbers: tuple[int, ...] = ()


Finder = Callable[[str], list[Span]]


def heading(text: str) -> Message:
    """Return a line of ours, in bold."""
    return Message(text, (Entity(EntityKind.BOLD, 0, len(text)),))


def plain(text: str) -> Message:
    """Return ``text`` as it is, with what Telegram might find in it as ``code``, commands of ours too."""
    return covered(text, None, found)


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it: beyond U+FFFF a character counts twice."""
    return len(text.encode("utf-16-le")) // 2


def fits(message: Message) -> bool:
    """Tell whether Telegram takes a message whole, with all its entities."""
    urls = "".join(entity.url or "" for entity in message.entities)
    n_bytes = _BYTES_AN_ENTITY * len(message.entities) + len(urls.encode())
    few = len(message.entities) <= MAX_ENTITIES and n_bytes <= MAX_ENTITY_BYTES
    return few and utf16_length(message.text) <= MAX_UNITS


def clean(foreign: str) -> str:
    """Return a line that Telegram leaves as it is, of at most 200 characters."""
    line = " ".join(canonicalise(REMOVED.sub("", foreign)).split())
    return line if len(line) <= _MAX_FOREIGN_CHARS else line[: _MAX_FOREIGN_CHARS - 1].rstrip() + "…"


def covered(text: str, link: str | None, find: Finder, styles: Iterable[Entity] = ()) -> Message:
    """Return ``text`` with covers where ``find`` says, ``styles`` split at their ends.

    Split as TDLib splits them: of two entities one contains the other, and nothing is in ``code``.
    """
    kind = EntityKind.TEXT_LINK if link else EntityKind.CODE
    covers = [Entity(kind, span.start, span.end, link) for span in find(text)]
    pieces = [piece for style in styles for piece in _pieces(text, style, covers)]
    return Message(text, tuple(sorted([*covers, *pieces], key=_order)))


def quoted(
    text: str,
    link: str | None,
    find: Finder,
    styles: Iterable[Entity] = (),
    kind: EntityKind = EntityKind.BLOCKQUOTE,
) -> Message:
    """Return ``text`` in a block quote, covered as ``covered`` does."""
    words = covered(text, link, find, styles)
    return replace(words, entities=(Entity(kind, 0, len(text)), *words.entities))


def _pieces(text: str, style: Entity, covers: Sequence[Entity]) -> Iterator[Entity]:
    edges = {edge for cover in covers for edge in (cover.start, cover.end) if style.start < edge < style.end}
    for start, end in pairwise(sorted({style.start, style.end} | edges)):
        piece = text[start:end]
        in_code = any(c.kind is EntityKind.CODE and c.start <= start < c.end for c in covers)
        if piece.strip() and not in_code:  # Telegram trims styled white space
            start, end = end - len(piece.lstrip()), start + len(piece.rstrip())
            yield replace(style, start=start, end=end)


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity.start, -entity.end, list(EntityKind).index(entity.kind)


def everything(text: str) -> list[Span]:
    """Find the whole text."""
    return [Span(0, len(text))]


def found(text: str) -> list[Span]:
    """Return the stretches in which Telegram might find an entity of its own, in order, apart."""
    matches = [Span(*match.span()) for pattern in _STRETCHES for match in pattern.finditer(text)]
    spans: list[Span] = []
    for span in sorted([*matches, *_addresses(text)], key=lambda span: (span.start, span.end)):
        if spans and span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def _addresses(text: str) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        if _ADDRESS.search(run[0]):
            start = run.end() - len(run[0].lstrip(_PUNCTUATION))
            yield Span(start, start + len(run[0].strip(_PUNCTUATION)))


def joined(parts: Sequence[Message], separator: str) -> Message:
    """Return one message of several parts."""
    entities: list[Entity] = []
    at = 0
    for part in parts:
        entities += (replace(one, start=one.start + at, end=one.end + at) for one in part.entities)
        at += len(part.text) + len(separator)
    numbers = tuple(number for part in parts for number in part.numbers)
    return Message(separator.join(part.text for part in parts), tuple(entities), numbers)
