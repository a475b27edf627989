"""Rewrites questions the way people type them: without capitals, misspelt, as keywords."""

import random
import re

from index.terms import STOP_WORDS

_NEIGHBOURS = {
    row[i]: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i in range(len(row))
}
_QUESTION_WORDS = re.compile(r"^(?:who|what|when|where|why|how|which|whose|whom)$", re.IGNORECASE)
_SHARE_PLAIN = 0.55  # of the questions are left as they are


def roughen(question: str, chance: random.Random) -> str:
    """Return ``question`` as it is, or as a person in a hurry would type it."""
    if chance.random() < _SHARE_PLAIN:
        return question
    if chance.random() < 0.15:
        question = _keywords(question)
    elif chance.random() < 0.45:
        question = _misspell(question, chance)
    if chance.random() < 0.6:
        question = question.lower()
    if chance.random() < 0.5:
        question = question.rstrip("?").rstrip()
    return question


def _keywords(question: str) -> str:
    kept = [w for w in question.rstrip("?").split() if w.lower() not in STOP_WORDS]
    return " ".join(w for w in kept if not _QUESTION_WORDS.match(w)) or question


def _misspell(question: str, chance: random.Random) -> str:
    words = question.split()
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for place in chance.sample(long, min(len(long), chance.choice((1, 1, 2, 3)))):
        words[place] = _slip(words[place], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    i = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == 1:
        return word[:i] + word[i + 1 :]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    return word[:i] + chance.choice(_NEIGHBOURS.get(word[i].lower()) or word[i]) + word[i + 1 :]
