"""Finds the short answers of the kind that a question expects: a name for "who", a number for "how many".

Patterns over one sentence, without a model: they tell whether a sentence holds anything of the
expected kind, and mark it where there is no doubt.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from corpus import Span
from index.terms import terms


class Kind(StrEnum):
    """What a question asks for; OTHER where no kind of answer can be told from its form."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"
    REASON = "reason"
    OTHER = "other"


_QUESTIONS = (  # the first that is found in a question decides
    (
        Kind.NUMBER,
        r"\bhow (?:many|much|long|old|far|large|big|tall|high|fast|often)\b"
        r"|\b(?:what|which) (?:percent\w*|number|amount|proportion|age|population)\b",
    ),
    (Kind.TIME, r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b"),
    (Kind.REASON, r"\bwhy\b|\bwhat (?:caused|reasons?)\b"),
    (
        Kind.NAME,
        r"\b(?:who|whom|whose|where)\b"
        r"|\b(?:what|which) (?:city|country|state|town|place|province|region|continent)\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _QUESTIONS)

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_PERIOD = "week|month|year|summer|spring|winter|autumn|fall"
_SMALL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|half|twice"
    "|dozens?|hundreds?|thousands?|millions?|billions?|trillions?"
)
_CAPITALISED = rf"\b(?!(?:{_MONTH}|{_DAY})\b)[A-Z][^\W_]*(?:['’.-][^\W_]+)*"
_ANSWERS = {
    Kind.NUMBER: re.compile(
        rf"(?:[$€£]\s?)?\b\d[\d,.]*\d?\b(?:\s?%)?(?:[ -](?:{_SMALL}|percent)\b)*"
        rf"|\b(?:{_SMALL})\b(?:[ -](?:{_SMALL})\b)*",
        re.IGNORECASE,
    ),
    Kind.TIME: re.compile(
        rf"(?:\b\d{{1,2}} )?\b(?:{_MONTH})\b(?: \d{{1,2}}\b)?(?:,? \d{{4}}\b)?|\b(?:{_DAY})\b"
        rf"|\b1\d{{3}}s?\b|\b20\d\ds?\b|\b\d{{3}}\b|\b(?:today|yesterday|tomorrow|tonight)\b"
        rf"|\b(?:this|last|next|earlier|previous|past) (?:\w+ )?(?:{_PERIOD})s?\b"
        r"|\b\d{1,2}(?:st|nd|rd|th) centur(?:y|ies)\b|\b(?:century|centuries|decades?|ago)\b"
    ),
    Kind.NAME: re.compile(rf"{_CAPITALISED}(?:(?: of| the| de| al| bin| van| von)* {_CAPITALISED})*"),
    Kind.REASON: re.compile(
        r"\b(?:because|due to|so that|so|in order to|since|owing to|as a result|therefore|thus"
        r"|reasons?|caused?|causes|led to|for fear|to [a-z]+)\b"
    ),
}

_WHO_IS = re.compile(r"\s*who(?:['’]s| is| was| are| were) (.+?)\W*", re.IGNORECASE)
_PARTICLES = frozenset("al el bin ibn de del della der van von di da dos du la le".split())  # al-Assad
_BESIDE = re.compile(r"\W*(?:\b(?:is|was|are|were|of|the|an?|who|whose|as|at|from|in|for|with)\b\W*)*")


def kind_of(question: str) -> Kind:
    """Tell what kind of answer ``question`` expects, from its question words."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), Kind.OTHER)


def find_answers(kind: Kind, question: str, text: str, sentence: Span) -> list[Span]:
    """Return the spans in ``sentence`` that are of the ``kind`` and not already in the question.

    For a reason, these are the words that introduce one. A single capitalised word at the head of
    the sentence is no name: any word has a capital there.
    """
    if kind is Kind.OTHER:
        return []
    asked = set(terms(question))
    return [found for found in _matches(kind, text, sentence) if _is_new(found, text, asked)]


def name_asked(question: str) -> str | None:
    """Return the name in "Who is John Bolton?", None where the question is another."""
    asked = _WHO_IS.fullmatch(question)
    if asked and all(part[:1].isupper() or part in _PARTICLES for part in re.split(r"[\s-]", asked[1])):
        return asked[1]
    return None


def is_told_of_name(question: str, text: str, sentence: Span, answer: Span) -> bool:
    """Tell whether the ``answer`` to "Who is John Bolton?" stands beside that name, not beside another one.

    True for other questions, and where the sentence has no such name.
    """
    asked = _WHO_IS.fullmatch(question)
    if not asked:
        return True
    wanted = re.compile(rf"(?<!\w){re.escape(asked[1])}(?!\w)", re.IGNORECASE)
    found = wanted.finditer(text, sentence.start, sentence.end)
    names = [Span(*match.span()) for match in found if _is_name(match.group())]
    return not names or any(
        answer.overlaps(name)
        or _BESIDE.fullmatch(text, min(name.end, answer.end), max(name.start, answer.start)) is not None
        for name in names
    )


def _is_name(words: str) -> bool:
    return all(word[0].isupper() for word in words.split())


def _matches(kind: Kind, text: str, sentence: Span) -> Iterator[Span]:
    for match in _ANSWERS[kind].finditer(text, sentence.start, sentence.end):
        alone_at_head = match.start() == sentence.start and " " not in match.group()
        if not (kind is Kind.NAME and alone_at_head):
            yield Span(*match.span())


def _is_new(found: Span, text: str, asked: set[str]) -> bool:
    held = terms(found.slice(text))
    return not held or any(term not in asked for term in held)
