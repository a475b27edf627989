"""Turns a newsletter, saved as a mail, into an article: its own text, without attachments or footers.

Of the two forms that most mails have, HTML is read and plain text is not. Addresses are never shown.
"""

import re
from email import message_from_bytes, policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
)
from email.message import EmailMessage
from typing import cast

from corpus.encodings import codec_of, declared_encoding, decode
from corpus.errors import ArticleError
from corpus.extraction import Block, Extracted
from corpus.formats.fragment import read_fragment
from corpus.formats.letter import drop_surroundings, read_plain

# The email package takes minutes for headers, and for parts within parts, that nobody writes.
_HEADERS_BYTES = 256 * 1024
_HEADER_CHARS = 2_000
_MOST_MULTIPARTS = 100
_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n|\r\r")
_BROKEN_BASE64 = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
_ENCODINGS = ("7bit", "8bit", "binary", "quoted-printable", "base64")
_ENCODED_WORD = re.compile(r"=\?\S+\?[bq]\?", re.IGNORECASE)
_LINK = re.compile(r"<?(https://[^\s<>]+)>?")


def read_mail(data: bytes) -> list[Extracted]:
    """Read the one article of a mail.

    Raises:
        ArticleError: it is no mail, damaged, or has no text of its own.
    """
    message = _parsed(data)
    body = cast(EmailMessage | None, message.get_body(("html", "plain")))  # the policy makes them so
    if body is None:
        raise ArticleError("a mail without text, or it cannot be told where its parts begin")
    blocks, witnesses = _read_body(body)
    own = drop_surroundings(blocks)
    if not own:
        raise ArticleError("no text of its own in the mail")
    subject = _header(message, "subject")
    return [
        Extracted(
            tuple(own),
            witnesses,
            title=subject,
            headline=subject or "",
            publisher=_sender(message),
            url=_address(message),
            published=_date(message),
        )
    ]


def _parsed(data: bytes) -> EmailMessage:
    end = _HEADERS_END.search(data, 0, _HEADERS_BYTES)
    if end is None and len(data) > _HEADERS_BYTES:
        raise ArticleError(f"not a mail: more than {_HEADERS_BYTES:,} bytes of headers")
    if len(_MULTIPART.findall(data)) > _MOST_MULTIPARTS:
        raise ArticleError(f"more than {_MOST_MULTIPARTS} multiparts in the mail")
    message = message_from_bytes(data, policy=policy.default)
    if not any(name in message for name in ("from", "subject")):
        raise ArticleError("not a mail: it has neither sender nor subject")
    for part in message.walk():
        if any(len(str(v)) > _HEADER_CHARS for n, v in part.raw_items() if n.lower().startswith("content-")):
            raise ArticleError("a part of the mail has a header that is too long")
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
            raise ArticleError("the mail is cut off: its last part does not end")
    return message


def _read_body(body: EmailMessage) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    text = _decoded(body)
    if body.get_content_subtype() == "html":
        blocks, witness = read_fragment(text)
        return blocks, (witness,)
    if re.match(r"\s*(?:<!doctype html|<html)\b", text, re.IGNORECASE):
        raise ArticleError("HTML, though the mail says that it is plain text")
    flowed = _parameter(body, "format") == "flowed"
    delsp = flowed and _parameter(body, "delsp") == "yes"
    return read_plain(text, flowed=flowed, delsp=delsp), ()


def _parameter(body: EmailMessage, name: str) -> str:
    return str(body.get_param(name, "")).lower()


def _decoded(body: EmailMessage) -> str:
    """Decode the body as the mail declares it; nothing is guessed."""
    encoding = str(body.get("content-transfer-encoding", "7bit")).strip().lower()
    if encoding not in _ENCODINGS:
        raise ArticleError(f"its text is encoded as {encoding[:40]!r}, which is not read here")
    payload = cast(bytes, body.get_payload(decode=True))
    if any(isinstance(defect, _BROKEN_BASE64) for defect in body.defects):
        raise ArticleError("its text is not the base64 that the mail says it is")
    charset = body.get_content_charset()
    decoded = decode(payload, codec_of(charset) if charset else declared_encoding(payload))
    if decoded.guess:
        raise ArticleError("its text is neither UTF-8 nor in an encoding that the mail declares")
    return decoded.text


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header that stands once and can be read whole, else None."""
    raw = [str(value) for key, value in message.raw_items() if key.lower() == name]
    if len(raw) != 1 or len(raw[0]) > _HEADER_CHARS:
        return None
    text = " ".join(str(message[name]).split())
    return None if not text or "\ufffd" in text or _ENCODED_WORD.search(text) else text


def _sender(message: EmailMessage) -> str | None:
    if _header(message, "from") is None:
        return None
    name = next((address.display_name for address in message["from"].addresses), "")
    return None if not name or "@" in name else str(name)


def _date(message: EmailMessage) -> str | None:
    moment = message["date"].datetime if _header(message, "date") else None
    return str(moment.isoformat()) if moment else None


def _address(message: EmailMessage) -> str | None:
    """Return where the mail itself can be read; an archive's address leads to all mails of a list."""
    for name in ("archived-at", "x-original-url"):  # RFC 5064; what saves pages as mails
        link = _LINK.fullmatch((_header(message, name) or "").strip())
        if link:
            return link[1]
    return None
