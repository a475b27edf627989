"""Tells whether a question leans back on the conversation, and by which words.

A question leans by a pronoun that nothing in the question itself explains, by a demonstrative, by being
a fragment ("Why?"), by a contrast ("What about Israel?"), or, where it names nothing itself, by words
such as "else" and "next". Definite noun phrases ("the minister") are not counted.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from bot.conversation.mentions import FUNCTION_WORDS, find_names, find_phrases


class ReferenceKind(StrEnum):
    """What a word that refers back can mean."""

    PERSON = "person"
    PLACE = "place"
    THING = "thing"
    PLURAL = "plural"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Reference:
    """A word of a question, at ``start``, that means something said before."""

    word: str
    start: int
    kind: ReferenceKind
    is_possessive: bool

    @property
    def end(self) -> int:
        return self.start + len(self.word)


_KINDS = {
    **dict.fromkeys(("he", "she", "him", "his", "her", "hers"), ReferenceKind.PERSON),
    **dict.fromkeys(("it", "its"), ReferenceKind.THING),
    **dict.fromkeys(("they", "them", "their", "theirs"), ReferenceKind.PLURAL),
    "there": ReferenceKind.PLACE,
    **dict.fromkeys(("this", "that", "these", "those"), ReferenceKind.EVENT),
}
_REFERRING = re.compile(rf"\b(?:{'|'.join(_KINDS)})\b", re.IGNORECASE)
_POSSESSIVES = frozenset("his hers its their theirs".split())
_SUBJECTS = frozenset("he she they".split())
_BE = r"(?:is|are|was|were|am|be|been|being)"
AUXILIARIES = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|should|will|would)"
_AFTER_OPENER = re.compile(rf"\b{AUXILIARIES}(?:n['’]t)? $", re.IGNORECASE)
_BEFORE_VERB = re.compile(
    r" (?:is|was|has|had|will|would|can|could|may|might|must|should|does|did|wants?|wanted)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r",|\b(?:that|if|when|whether|because|while|who|after|before|since|until|and)\b", re.IGNORECASE
)

# "Is it true that", "What time is it", "How long does it take to", "What is it like to", "Is it raining".
_EMPTY_IT = re.compile(
    rf"\b{_BE} it (?:\w+ly |not |still |really )?(?:true|false|possible|impossible|likely|unlikely|clear|"
    rf"legal|illegal|safe|known|said|reported|correct|necessary|important|fair|raining|snowing|worth|hard|easy|"
    rf"common|normal|the case)\b"
    rf"|\bwhat (?:time|day|date|year) {_BE} it\b"
    rf"|\b(?:does|did|will|would|can) it (?:take|cost|mean|matter|help)\b.* (?:to|for|that|if|when) \w+ \w"
    rf"|\b{_BE} it (?:like|\w+ (?:for \w+(?: \w+)? )?(?:to|that)) |\bit {_BE} (?:\w+ )+that\b",
    re.IGNORECASE,
)
_EMPTY_THERE = re.compile(
    rf"\b(?:{AUXILIARIES}|be|been|isn['’]t|aren['’]t|wasn['’]t|weren['’]t) there\b"
    rf"|\bthere (?:{_BE}|will|would|has|have|had|may|might|must|should|exists?)\b",
    re.IGNORECASE,
)
_PERIODS = (
    r"(?:week|weekend|month|year|morning|evening|summer|winter|spring|autumn|decade|century|time|day)s?"
)
_EMPTY_THIS = re.compile(
    rf"\b(?:this|these|that|those) (?:\w+ )?{_PERIODS}\b|\bthose (?:who|whose|in|of|with|from)\b"
    rf"|\b(?:this|these|that|those) (?:article|story|text|report|page|piece|news)s?\b",
    re.IGNORECASE,
)
_POINTING_THAT = re.compile(
    rf"(?:\b(?:about|after|before|on|for|to|by|from|with|like|of|{AUXILIARIES}) |^(?:and |but )?)that\b"
    r"|\b(?:do|does|did|done|doing|said|say|says|mean|means|meant|caused?|causes|thinks?|see|know) that\W*$",
    re.IGNORECASE,
)

_HAS_COMPLEMENT = re.compile(r" (?:of|for|behind|in)\b")  # "the name of his …" is no subject

_CONTRAST = re.compile(
    r"^(?:(?:and|but|or|so) )?(?:what|how) about (?P<topic>.+?)\W*$"
    rf"|^(?:and|but|or) (?P<bare>(?!(?:{AUXILIARIES}|if)\b)\w.*?)\W*$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:and|but|or|so|also|then)\b,? ", re.IGNORECASE)
_QUESTION_PHRASE = re.compile(
    r"^(?:(?:by|with|for|in|at|on|to|from|since|until|about|of|against) )?"
    r"(?:how (?:many|much|long|often|far|old|big|large|tall|high|fast|soon|come|so)\b|how\b|whom?\b|whose\b|"
    r"what\b|which\b|when\b|where\b|why\b)",
    re.IGNORECASE,
)
_MARKERS = re.compile(
    r"\b(?:else|too|also|again|more|another|others?|the (?:first|second|third|last|latter|former|same|rest)|"
    r"ones?|next|then|afterwards?|later|earlier|instead|as well|so)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"\b{AUXILIARIES}\b", re.IGNORECASE)
_MOST_LOOSE_WORDS = 2
_MOST_REFERENCES = 8


def leans_back(question: str) -> bool:
    """Tell whether ``question`` means something only after what was said before."""
    return bool(
        find_references(question)
        or contrasted_topic(question)
        or is_fragment(question)
        or continues_topic(question)
    )


def find_references(question: str) -> list[Reference]:
    """Return the words of ``question`` that mean something said before, in order; at most eight are read."""
    empty = [
        match.span() for rule in (_EMPTY_IT, _EMPTY_THERE, _EMPTY_THIS) for match in rule.finditer(question)
    ]
    found = []
    for match in islice(_REFERRING.finditer(question), _MOST_REFERENCES):
        reference = _read(question, match)
        is_empty = any(start <= match.start() < end for start, end in empty)
        if not is_empty and not _is_explained(question, reference):
            found.append(reference)
    return found


def contrasted_topic(question: str) -> str:
    """Return what a question puts in the place of what was asked about: "What about X?" → "X", else ""."""
    found = _CONTRAST.match(question)
    if not found or (found["bare"] and _QUESTION_PHRASE.match(found["bare"])):
        return ""
    return found["topic"] or found["bare"]


def is_fragment(question: str) -> bool:
    """Tell whether a question is a question phrase and at most two words: "Why?", "How many times?"."""
    return bool(fragment_of(question))


def fragment_of(question: str) -> str:
    """Return the question without what opens and closes it, if it is a fragment, else ""."""
    bare = _OPENING.sub("", question).rstrip(" ?!.…")
    phrase = _QUESTION_PHRASE.match(bare)
    if not phrase or find_names(question) or _AUXILIARY.search(bare) or _MARKERS.search(bare):
        return ""
    return bare if len(bare[phrase.end() :].split()) <= _MOST_LOOSE_WORDS else ""


def without_question_phrase(question: str) -> str:
    """Return what is asked without the words that ask: "When did the war end?" → "did the war end"."""
    bare = _OPENING.sub("", question).rstrip(" ?!.…")
    return _QUESTION_PHRASE.sub("", bare).strip()


def continues_topic(question: str) -> bool:
    """Tell whether a question that names nothing itself goes on: "What happened next?"."""
    if find_names(question) or not (
        _QUESTION_PHRASE.match(_OPENING.sub("", question)) or _is_closed(question)
    ):
        return False
    return bool(_MARKERS.search(question)) or (bool(_OPENING.match(question)) and not find_phrases(question))


def _is_closed(question: str) -> bool:
    """Tell whether a question is one of yes or no."""
    return bool(re.match(rf"{AUXILIARIES}\b|any\w*\b", _OPENING.sub("", question), re.IGNORECASE))


def _read(question: str, match: re.Match[str]) -> Reference:
    word = match.group().casefold()
    possessive = word in _POSSESSIVES
    if word == "her":
        following = re.match(r" ([^\W_]+)", question[match.end() :])
        possessive = bool(following and following[1].casefold() not in FUNCTION_WORDS)
    return Reference(match.group(), match.start(), _KINDS[word], possessive)


def _is_explained(question: str, reference: Reference) -> bool:
    """Tell whether the question itself says what the word means."""
    before = question[: reference.start]
    word = reference.word.casefold()
    if reference.kind is ReferenceKind.EVENT:
        is_that = word == "that"
        return is_that and not _POINTING_THAT.search(question[: reference.end] + _tail(question, reference))
    if reference.kind is ReferenceKind.PLACE:
        return any(name.is_oblique for name in find_names(before)) and bool(_BOUNDARY.search(before))
    is_subject = word in _SUBJECTS or (word == "it" and bool(_BEFORE_VERB.match(question[reference.end :])))
    has_subject = _has_subject(before)
    if _AFTER_OPENER.search(before) and not reference.is_possessive:
        return has_subject and "," in before
    if is_subject and re.search(r"\bwho\b", before, re.IGNORECASE):
        return True
    if reference.is_possessive or is_subject:
        return has_subject
    return has_subject and bool(_BOUNDARY.search(before[1:]))


def _tail(question: str, reference: Reference) -> str:
    """Return what follows a word if it is the end of the question, else some word."""
    rest = question[reference.end :]
    return rest if not rest.strip(" ?!.…") else " on"


def _has_subject(before: str) -> bool:
    """Tell whether a name or the phrase of a subject stands in the words before."""
    if any(not name.is_oblique for name in find_names(before)):
        return True
    return any(
        not phrase.is_oblique and not _HAS_COMPLEMENT.match(before[phrase.end :])
        for phrase in find_phrases(before)
    )
