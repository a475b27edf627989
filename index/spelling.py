"""Reads a misspelt or differently transcribed word of a question as the articles spell it.

Only a word that no passage holds is touched. A slip of the pen is looked for if the word is no English
word either; another transcription of a name (Hezbollah, Hizbullah) in any case.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from rapidfuzz.distance import OSA

from index.lexical import count_passages_with
from index.library import Snapshot
from index.retriever import Retrieved
from index.terms import fold, terms

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONG = 8  # letters, from which on two slips are forgiven
_MOST_RESPELT = 2  # letters that differ between two transcriptions of one name
_VOWELS = re.compile(r"[aeiouy]+")
_FEWEST_CONSONANTS = 3
_ALIKE = str.maketrans({"c": "k", "q": "k"})


def respell(snapshot: Snapshot, question: str, retrieve: Callable[[], Iterable[Retrieved]]) -> str:
    """Return ``question`` with unknown words put as the passages have them that it retrieves, if they do.

    Example:
        "Who leads Hezbollah?" → "Who leads Hizbullah?"; "What did the minster say?" → "… minister say?"
    """
    unknown = [match for match in _WORD.finditer(question) if _is_unknown(snapshot, match.group())]
    if not unknown:
        return question
    words = sorted(set(_words(retrieve())))
    for match in reversed(unknown):
        word = match.group()
        if likest := nearest_words(word, words, mend_slips=not _is_english(snapshot, word)):
            meant = likest[0]
            meant = meant.lower() if word.islower() else meant
            question = question[: match.start()] + meant + question[match.end() :]
    return question


def _is_unknown(snapshot: Snapshot, word: str) -> bool:
    return any(not count_passages_with(snapshot.connection, term) for term in terms(word))


def _is_english(snapshot: Snapshot, word: str) -> bool:
    """Tell whether the encoder's vocabulary has the whole word, as it has the common ones."""
    return snapshot.encoder.count_tokens(word) == 1


def _words(retrieved: Iterable[Retrieved]) -> Iterator[str]:
    for one in retrieved:
        article = one.found.stored.article
        yield from _WORD.findall(article.title)
        for sentence in one.found.passage.sentences:
            yield from _WORD.findall(sentence.span.slice(article.text))


def nearest_words(word: str, words: Iterable[str], *, mend_slips: bool = True) -> list[str]:
    """Return which of ``words`` an unknown one may stand for, the likest first; slips of the pen if asked."""
    written = fold(word)
    heard = _sound(written)
    slips = (1 if len(written) < _LONG else 2) if mend_slips else 0
    found = []
    for other in words:
        folded = fold(other)
        allowed = slips if folded[0] == written[0] else 0
        if heard is not None and other[0].isupper() and _sound(folded) == heard:
            allowed = max(allowed, _MOST_RESPELT)
        distance = OSA.distance(written, folded, score_cutoff=allowed)
        if 0 < distance <= allowed:
            found.append((distance, other))
    return [other for _, other in sorted(found)]


def _sound(word: str) -> str | None:
    """Return what a name's transcriptions have in common; None if that is too little to tell by.

    These are its consonants, doubled ones once, and where there are vowels.
    """
    heard = re.sub(r"(.)\1+", r"\1", _VOWELS.sub("a", word.translate(_ALIKE)))
    return heard if len(heard.replace("a", "")) >= _FEWEST_CONSONANTS else None
