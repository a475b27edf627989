"""Finds who is meant by the name of a speaker, as people write it, among those who speak in the articles.

A name that nobody has may be a slip of the pen. It is mended where that gives one name alone; otherwise
those whose names are like it are told.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from bot.conversation.mentions import TITLES
from bot.speakers import all_words, capitalised_words, goes_by, words_of
from index import Heard, articles_holding, find_speeches, fold, nearest_words, terms

_FEWEST_LETTERS = 5  # in which a slip is mended: Land may well be another than Lund
_LIKE = 75  # of 100: Hattamy and Hatami, not Pompeo and people
_MOST_NEAR = 3
_MOST_SPELLINGS = 1000  # of a whole name: four words of five spellings each have fewer


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a name means.

    Attributes:
        name: The name, as the articles spell it.
        heard: What is said by whoever has it.
        near: If nobody has it, whose names are like it, the most like first.
    """

    name: str
    heard: tuple[Heard, ...]
    near: tuple[str, ...] = ()


def find_meant(connection: sqlite3.Connection, name: str, numbers: Sequence[int] | None) -> Meant:
    """Find who is meant by ``name`` in the articles of these numbers, or in all.

    The lexicon knows those in which the name is printed. If nobody speaks under it there, every article is
    looked at: the name may be written in another way, "Fathollahnejad" say.
    """
    words = words_of(name)
    likely = _articles_printing(connection, name) if numbers is None else numbers
    if found := _said_by(words, find_speeches(connection, likely)):
        return Meant(name, found)
    every = [one for one in find_speeches(connection, numbers) if one.names]
    namings = {naming for one in every for naming in one.names}
    for spelt in (words, *_respelt(name, words, namings)):
        if found := _said_by(spelt, every):
            return Meant(" ".join(sorted(spelt)), found)
    return Meant(name, (), tuple(_like(words, Counter(one.names[0] for one in every))))


def _articles_printing(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the numbers of the articles that print a name; none if it has no words to look for."""
    wanted = terms(" ".join(word for word in name.split() if words_of(word) & words_of(name)))
    return articles_holding(connection, wanted) if wanted else []


def _said_by(words: frozenset[str], heard: Iterable[Heard]) -> tuple[Heard, ...]:
    return tuple(one for one in heard if goes_by(words, one.names))


def _respelt(name: str, words: frozenset[str], namings: Iterable[str]) -> list[frozenset[str]]:
    """Return the words as the names of speakers spell them, if there is one such name; no description."""
    if name.split()[0].casefold() in ("the", "a", "an"):
        return []
    known = sorted({part for naming in namings for part in capitalised_words(naming)})
    everyone = {all_words(naming) for naming in namings}
    printed = frozenset().union(*everyone)
    spellings = [[word] if word in printed else _spellings(word, known) for word in sorted(words)]
    if prod(map(len, spellings)) > _MOST_SPELLINGS:
        return []
    found = {frozenset(chosen) for chosen in product(*spellings)}
    alike = [spelt for spelt in found if any(spelt <= naming for naming in everyone)]
    return alike if len(alike) == 1 else []


def _spellings(word: str, known: Sequence[str]) -> list[str]:
    if len(word) < _FEWEST_LETTERS or word in TITLES:
        return []
    return sorted({fold(other) for other in nearest_words(word, known)} - TITLES)


def _like(words: frozenset[str], counts: Mapping[str, int]) -> Iterator[str]:
    """Yield of the namings, each with how often it speaks, those most like these words, of a speaker one."""
    from rapidfuzz import fuzz, process

    printed = {naming: all_words(naming) for naming in counts}
    vocabulary = sorted(frozenset().union(*printed.values()))
    likeness: dict[str, float] = {}
    for word in words - TITLES or words:
        for other, ratio, _ in process.extract(
            word, vocabulary, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=None
        ):
            likeness[other] = max(likeness.get(other, 0), ratio)
    scores = {naming: sum(likeness.get(word, 0) for word in printed[naming]) for naming in counts}
    ranked = sorted((one for one in counts if scores[one]), key=lambda one: (-scores[one], -counts[one], one))
    shown: list[frozenset[str]] = []
    for naming in ranked:
        short = naming.partition(",")[0]  # not "their owner" of "their owner, Karin Lundqvist"
        its = all_words(short if all_words(short) & likeness.keys() else naming)
        if not any(its <= other or other <= its for other in shown):  # the same one, named less fully
            shown.append(its)
            yield short if its == all_words(short) else naming
            if len(shown) == _MOST_NEAR:
                return
