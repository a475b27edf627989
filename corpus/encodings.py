"""Decodes the bytes of text files: strictly where the encoding is known, or with a guess that is told."""

import codecs
import re
from dataclasses import dataclass

from corpus.canonical import control_share
from corpus.errors import ArticleError

CONVERT = "convert it, for example with iconv -f LATIN1 -t UTF-8"
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document",
    b"\x89PNG\r\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_MAGIC_INSIDE = {(b"1AY&SY", 4): "a bzip2 archive", (b"ustar", 257): "a tar archive"}
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_MAX_CONTROL_SHARE = 0.1  # UTF-16 without its mark reads as one half NULs; text has none to speak of
# What a guess is chosen among: the letters of ASCII mean the same in each, so that a sentence of them alone
# is certain whatever the guess.
_SINGLE_BYTE = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "iso8859_15", "mac_roman"]
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_FEW = 1000  # characters, of which one may be lost
# Which ISO-2022-JP, UTF-7, Python's escapes and host names read as no ASCII.
_ASCII = bytes(range(9, 127)) + rb"\x61\u0061.xn--mnchen-3ya." + b"\x1b$B!!\x1b(B"
_READ_BY_NONE = ("replacement", "x-user-defined")  # what browsers call encodings that Python does not have


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, with the name of its encoding if that had to be guessed."""

    text: str
    guess: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode: what a byte-order mark says, else UTF-8, else what is declared, else the likeliest.

    Raises:
        ArticleError: it is no text, or not in an encoding that can be told.
    """
    refuse_binary(data)
    marked = next((e for mark, e in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    try:
        found = Decoded(data.decode(marked or "utf-8"))
    except UnicodeDecodeError as error:
        other = None if marked else _decode_other(data, declared)
        if other is None:
            raise ArticleError(
                f"not {(marked or 'UTF-8').upper()} text (byte {error.start:,}); {CONVERT}"
            ) from error
        found = other
    if control_share(found.text) > _MAX_CONTROL_SHARE:
        raise ArticleError("not text: it is full of control characters")
    return found


def refuse_binary(data: bytes) -> None:
    """Refuse what begins like a well-known format that is no text, whatever its name says.

    Raises:
        ArticleError: which one it is.
    """
    magic = {(start, 0): kind for start, kind in _MAGIC.items()} | _MAGIC_INSIDE
    for (start, place), kind in magic.items():
        if data.startswith(start, place):
            raise ArticleError(f"{kind}, not text")


def declared_encoding(page: bytes) -> str | None:
    """Return the codec of the encoding that an HTML page declares.

    None if it declares none, or one that is unknown, or that cannot be true: in UTF-16 or EBCDIC the
    declaration itself would read otherwise.

    Raises:
        ArticleError: as for ``codec_of``.
    """
    found = _DECLARED.search(page, 0, _DECLARED_WITHIN)
    label = found[1].decode("ascii") if found else ""
    codec = _find_codec(label)
    if found is None or codec is None or not (_reads_ascii(codec, found[0]) or codec in _READ_BY_NONE):
        return None
    return _checked(codec, label)


def replace_few(data: bytes) -> bytes:
    """Put U+FFFD, which no quote has, in the place of bytes that are not UTF-8, if these are few."""
    text = data.decode("utf-8", "replace")
    return text.encode() if text.count("\ufffd") * _FEW <= len(text) else data


def codec_of(label: str) -> str:
    """Return the codec that browsers and mail programs use for the encoding that is called ``label``.

    Raises:
        ArticleError: it is unknown, or writes the letters of ASCII in another way, which ``decode``, that
            tries UTF-8 first, would take for those letters.
    """
    return _checked(_find_codec(label), label)


def _checked(codec: str | None, label: str) -> str:
    if codec is None or not _reads_ascii(codec, _ASCII):
        raise ArticleError(f"in the encoding {label[:40]!r}, which is not read here")
    return codec


def _find_codec(label: str) -> str | None:
    """Return the codec that browsers have for a label, else Python's, None if neither knows it."""
    import webencodings

    encoding = webencodings.lookup(label)
    try:
        return str((encoding.codec_info if encoding else codecs.lookup(label)).name)
    except LookupError:
        return None


def _reads_ascii(codec: str, data: bytes) -> bool:
    """Tell whether the codec reads ``data``, which is ASCII, as ASCII."""
    try:
        return data.decode(codec) == data.decode("ascii")
    except (UnicodeError, LookupError):
        return False


def _decode_other(data: bytes, declared: str | None) -> Decoded | None:
    if declared:
        try:
            return Decoded(data.decode(declared))
        except UnicodeDecodeError:
            return None
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_SINGLE_BYTE).best()
    return Decoded(str(best), best.encoding) if best else None
