"""Tells the format of bytes that have no name from how they begin."""

import json
import re

_BEGINNING = 4096
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|article|main|section|div|p|h1)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]")
_HEADERS_OF_MAIL = {
    b"from", b"to", b"subject", b"date", b"received", b"return-path", b"delivered-to", b"message-id",
    b"mime-version", b"content-type", b"dkim-signature",
}  # fmt: skip


def sniff_suffix(data: bytes) -> str:
    """Return the suffix by which files of this format are called; text is what is nothing else.

    Example:
        ``b"<!DOCTYPE html>"`` → ``".html"``, ``b'{"text": "a"}'`` → ``".json"``
    """
    start = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-"):
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        return ".zip"
    if start.startswith(b"<"):
        return _sniff_markup(start)
    if re.match(rb"\{\s*[\"}]|\[\s*[{\[\"\]]", start):
        return _sniff_json(data)
    return ".eml" if _has_headers(start) else ".txt"


def _sniff_markup(start: bytes) -> str:
    page, feed = _PAGE.search(start), _FEED.search(start)
    if page and not (feed and feed.start() < page.start()):
        return ".html"
    return ".xml" if feed or start.startswith(b"<?xml") else ".txt"


def _sniff_json(data: bytes) -> str:
    first, _, rest = data.strip().partition(b"\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return ".json"
    return ".jsonl" if rest else ".json"


def _has_headers(start: bytes) -> bool:
    """Tell a mail from a text that begins like ``Note: this is``: it has two headers that mails have."""
    lines = start.splitlines()
    if lines and lines[0].startswith(b"From "):  # as mailboxes separate mails
        del lines[0]
    names = set()
    for line in lines:
        header = _HEADER.match(line)
        if header:
            names.add(header[1].lower())
        elif not line.startswith((b" ", b"\t")):
            break
    return len(names & _HEADERS_OF_MAIL) > 1
