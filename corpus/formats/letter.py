"""Cuts the text of a mail into paragraphs, without what mail programs or lists put around it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from corpus.extraction import Block

_SIGNATURE = "-- "
_DEPTH = re.compile(r"(?:> ?)+")
_FORWARDED = re.compile(
    r"-{3,} ?(?:forwarded message|original message)\b|begin forwarded message:", re.IGNORECASE
)
_REPLY = re.compile(r"On .{1,200}(?:@|\d:\d\d).{0,200} wrote:", re.DOTALL)
_BROWSER = re.compile(
    r"\b(?:view|read|open|see|display\w*)\b.{0,40}\b(?:in|on) (?:your|a|the|my) (?:web )?browser"
    r"|\bweb version\b|\bview (?:this|it)\b.{0,30}\bonline\b",
    re.IGNORECASE,
)
_BROWSER_CHARS = 120
_UNSUBSCRIBE = re.compile(
    r"\bunsubscribe\b|\b(?:manage|update) (?:your |my )?(?:e-?mail )?(?:subscriptions?|preferences)\b"
    r"|\b(?:no longer|don.t) (?:wish|want) to receive|\byou(?: are|['’]re)? receiv(?:ed|ing) this\b",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"\byou(?:r|['’]re)?\b|\bhere\b|\bclick\b|this (?:e-?mail|newsletter|list)", re.IGNORECASE
)
_STOPS = (".", "!", "?")


def read_plain(text: str, *, flowed: bool, delsp: bool) -> tuple[Block, ...]:
    """Cut plain text into paragraphs, up to the signature: hard-wrapped lines are joined by a space.

    In ``flowed`` text (RFC 3676) only a line that ends with a space goes on, and a paragraph ends where
    one does not; with ``delsp`` that space is no part of the text. Text that calls itself flowed and has
    no such line is wrapped like any other.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    lines = lines[: lines.index(_SIGNATURE)] if _SIGNATURE in lines else lines
    quoted = list(_unquoted(lines))
    if flowed:
        quoted = [(depth, line.removeprefix(" ")) for depth, line in quoted]
    soft = flowed and any(line.endswith(" ") and line.strip() for _, line in quoted)
    blocks = []
    for inside, group in groupby(quoted, key=lambda line: line[0] > 0):
        run = [line for _, line in group]
        blocks += [Block(paragraph, inside) for paragraph in _paragraphs(run, soft=soft, delsp=delsp)]
    return tuple(blocks)


def drop_surroundings(blocks: Sequence[Block]) -> list[Block]:
    """Leave out links to a web version, what is forwarded, and from the unsubscribe line on, the footer."""
    own: list[Block] = []
    for number, block in enumerate(blocks):
        if _FORWARDED.match(block.text) or (number >= len(blocks) // 2 and _unsubscribes(block.text)):
            break
        if not _is_surrounding(block.text):
            own.append(block)
    return own


def _is_surrounding(text: str) -> bool:
    web_version = len(text) <= _BROWSER_CHARS and _BROWSER.search(text)
    return bool(web_version or _REPLY.fullmatch(text))


def _unsubscribes(text: str) -> bool:
    """Tell the footer's first lines from a sentence about people who unsubscribe."""
    is_link = not text.endswith(_STOPS)
    return bool(_UNSUBSCRIBE.search(text) and (is_link or _TO_THE_READER.search(text)))


def _unquoted(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each line with the depth of its quotation."""
    depth = 0
    for line in lines:
        marks = _DEPTH.match(line)
        if marks and not (depth == 0 and line.startswith(">From ")):  # so it is stored in mailboxes
            depth = marks[0].count(">")
            yield depth, line[marks.end() :]
        else:
            depth = 0
            yield 0, line.removeprefix(">") if line.startswith(">From ") else line


def _paragraphs(lines: Iterable[str], *, soft: bool, delsp: bool) -> Iterator[str]:
    paragraph = ""
    for line in [*lines, ""]:
        goes_on = bool(line.strip()) and (not soft or line.endswith(" "))
        piece = line[:-1] if soft and delsp and goes_on else line
        glue = "" if soft else " "
        paragraph += glue + piece
        if not goes_on:
            if paragraph.strip():
                yield " ".join(paragraph.split())
            paragraph = ""
