"""Tells names that are not spelt as they look: "ВВС" in Cyrillic letters, of an article in English."""

import unicodedata

# Of Cyrillic and Greek, after Unicode's confusables.txt: those that any font shows as Latin ones.
_LIKE_LATIN = frozenset("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν")


def is_disguised(name: str, text: str) -> bool:
    """Tell whether all of ``name`` looks Latin and some of it is not, where ``text`` is mostly Latin."""
    letters = [letter for letter in name if letter.isalpha()]
    if not any(letter in _LIKE_LATIN for letter in letters):
        return False
    n_letters = sum(map(str.isalpha, text))
    n_latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return 2 * n_latin > n_letters and all(one in _LIKE_LATIN or _is_latin(one) for one in letters)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
