"""Compares speakers as people name them with speakers as articles print them.

Case, accents, hyphens and titles do not count: "fathollah nejad" and "Dr. Fathollah-Nejad" are said of
"Ali Fathollah-Nejad, an Iran expert at the Brookings Doha Center".
"""

import re

from bot.conversation.mentions import TITLES
from corpus import Article, Speech
from index import fold

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_PARTS = re.compile(r"[-‐‑'’.]")
_NO_NAME = frozenset("the a an of and at in for from by to who whose one his her their its s".split())


def words_of(name: str) -> frozenset[str]:
    """Return the words by which a speaker is known: titles only where there is nothing else.

    Example:
        "the Iranian Defense Minister Amir Hatami" → iranian, defense, amir, hatami
    """
    words = _all_words(name) - _NO_NAME
    return words - TITLES or words


def is_said_by(article: Article, speech: Speech, words: frozenset[str]) -> bool:
    """Tell whether all the ``words`` are among those of the speaker, as named most fully or as printed."""
    return bool(words) and any(words <= printed for printed in _namings(article, speech))


def shares_word(article: Article, speech: Speech, words: frozenset[str]) -> bool:
    """Tell whether any of the ``words`` is among those of the speaker."""
    return any(words & printed for printed in _namings(article, speech))


def _namings(article: Article, speech: Speech) -> list[frozenset[str]]:
    spans = [span for span in (speech.name, speech.speaker) if span is not None]
    return [_all_words(span.slice(article.text)) for span in spans]


def _all_words(text: str) -> frozenset[str]:
    """Return the words of a text, those of several parts in one piece as well as in their parts."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        parts = [part for part in _PARTS.split(fold(_POSSESSIVE.sub("", word))) if part]
        found |= {*parts, "".join(parts)}
    return frozenset(found)
