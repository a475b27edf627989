"""Compares speakers as people name them with speakers as articles print them.

Case, accents, hyphens and titles do not count: "fathollah nejad" and "Dr. Fathollah-Nejad" are said of
"Ali Fathollah-Nejad, an Iran expert at the Brookings Doha Center".
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

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
    words = all_words(name) - _NO_NAME
    return words - TITLES or words


def goes_by(words: frozenset[str], namings: Iterable[str]) -> bool:
    """Tell whether all the ``words`` are among those of one of the ``namings`` of a speaker."""
    return bool(words) and any(words <= all_words(naming) for naming in namings)


def is_said_by(article: Article, speech: Speech, words: frozenset[str]) -> bool:
    """Tell whether all the ``words`` are among those of the speaker, as named most fully or as printed."""
    return goes_by(words, _namings(article, speech))


def shares_word(article: Article, speech: Speech, words: frozenset[str]) -> bool:
    """Tell whether any of the ``words`` is among those of the speaker."""
    return any(words & all_words(naming) for naming in _namings(article, speech))


def _namings(article: Article, speech: Speech) -> list[str]:
    return [span.slice(article.text) for span in (speech.name, speech.speaker) if span is not None]


@lru_cache(maxsize=10_000)
def all_words(naming: str) -> frozenset[str]:
    """Return the words of a naming, those of several parts in one piece as well as in their parts."""
    return frozenset(fold(word) for word in _words(naming))


def capitalised_words(naming: str) -> list[str]:
    """Return the words of a naming that are names, as printed, or begin it."""
    return [word for word in _words(naming) if word[0].isupper()]


def _words(naming: str) -> Iterator[str]:
    for word in _WORD.findall(naming):
        parts = [part for part in _PARTS.split(_POSSESSIVE.sub("", word)) if part]
        yield from (*parts, "".join(parts))
