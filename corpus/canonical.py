"""Cleans text once, when an article is read; from then on it never changes.

The result is what Telegram would send back unaltered (TDLib's ``clean_input_string``): one kind of
line break, NFC, no control characters, no bidirectional overrides, no invisible characters but the
two joiners that emoji, Persian and the Indic scripts need. Search works on copies of its own
(``index.terms``); this is the text that is quoted.
"""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028]")
# C0 and C1 controls but the newline, the soft hyphen, bidirectional embeddings and overrides, and
# zero-width characters but U+200C and U+200D.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\ufeff]")
_DIRECTION_MARKS = re.compile("([\u200e\u200f])[\u200e\u200f]+")
# Letters that an override turns round, up to its end, or else the paragraph's.
_OVERRIDDEN = re.compile(
    "([\u202d\u202e])([^\\n\\r\x85\u2029\u202a-\u202e\u2066-\u2069]*\u202c|[^\\n\\r\x85\u2029]*)"
)
_LEFT_TO_RIGHT = ("L", "EN", "AN")  # classes of Unicode's bidirectional algorithm
_RIGHT_TO_LEFT = ("R", "AL")
# What no text holds. Nor is known what was printed where UTF-8 was read in another encoding and written
# again: "cafÃ©", "Carterâ€™s".
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]|â€|[ÂÃ][\u0080-\u00bf]")
_LOST = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_C1_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]+")
_BLANK_LINES = re.compile(r"\n(?:[ \u00a0]*\n)+")


def canonicalise(text: str) -> str:
    r"""Return the canonical form of ``text``; canonical text comes back as it is.

    Raises:
        ValueError: the text holds a lone surrogate, which no file can store.

    Example:
        ``"cafe\u0301\r\nnot\u200b guilty\t"`` → ``"café\nnot guilty"``
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a lone surrogate, half of a character")
    text = _LINE_BREAKS.sub("\n", text).replace("\u2029", "\n\n").replace("\t", " ")
    text = _DIRECTION_MARKS.sub(r"\1", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def replace_lost(text: str) -> str:
    """Put U+FFFD in the place of what cannot be known, so that its sentence is not quoted.

    These are the controls that no text has: taken out without a trace, a NUL in the place of a ligature would
    make "office" "oce". And letters that are turned round.
    """
    return replace_turned(_LOST.sub("\ufffd", text))


def replace_turned(text: str) -> str:
    """Put U+FFFD in the place of letters that an override shows in another order than they stand in."""
    return _OVERRIDDEN.sub(_unturned, text)


def is_turned(text: str) -> bool:
    """Tell whether a bidirectional override turns letters of the text round."""
    return any(map(_turns, _OVERRIDDEN.finditer(text)))


def is_readable(text: str) -> bool:
    """Tell whether all of ``text`` is known: what was lost has U+FFFD in its place."""
    return _UNREADABLE.search(text) is None


def _turns(run: re.Match[str]) -> bool:
    turned = _LEFT_TO_RIGHT if run[1] == "\u202e" else _RIGHT_TO_LEFT
    return any(one == "\ufffd" or unicodedata.bidirectional(one) in turned for one in run[2])


def _unturned(run: re.Match[str]) -> str:
    return re.sub(r"\w", "\ufffd", run[0]) if _turns(run) else run[0]


def control_share(text: str) -> float:
    """Return the share of control characters in ``text``, 0 to 1; 0 for an empty text."""
    data = text.encode("utf-8", "surrogatepass")
    n_controls = len(data) - len(data.translate(None, _CONTROLS))
    n_controls += sum(found.end() - found.start() for found in _C1_CONTROLS.finditer(text))
    return n_controls / len(text) if text else 0.0
