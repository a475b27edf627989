"""Joins each cue of a sentence to the speaker beside it.

What they say, quoted or not, is read in ``corpus.attribution``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.speech.cues import NO_SPEAKERS, PRONOUNS, Cue, find_cues
from corpus.speech.phrases import DETERMINERS, LEADING_ADVERBS, SUBORDINATES, Phrase
from corpus.speech.speakers import read_after, read_before
from corpus.speech.tokens import Token, TokenKind

_LONGEST_OPENING = 8
_NO_OPENING = frozenset(
    """in on at for from by with of to during after before under over about as when while if but and or so
    yet then that this it there he she they we i you asked not what how why who republican democratic
    former senior conservative liberal""".split()
)
_OPENS_NO_NAME = SUBORDINATES | LEADING_ADVERBS | (DETERMINERS - {"the"})
_DENIALS = frozenset("deny denies denied denying doubt doubts doubted".split())


@dataclass(frozen=True, slots=True)
class Saying:
    """A speaker with a cue, as tokens of one sentence; it takes up ``first`` to ``last`` (exclusive).

    ``is_participle`` marks a cue that borrows the subject of an earlier verb.
    """

    speaker: Phrase
    cue: Cue
    first: int
    last: int
    is_participle: bool


def find_sayings(sentence: Sequence[Token]) -> list[Saying]:
    """Find who is reported in a sentence, in the order of the cues."""
    sayings: list[Saying] = []
    for cue in find_cues(sentence):
        if sayings and cue.first < sayings[-1].last:
            continue
        saying = _join(sentence, cue, _lender(sentence, sayings))
        sayings += [saying] if saying is not None else []
    return sayings


def is_subordinate(sentence: Sequence[Token], saying: Saying) -> bool:
    """Tell whether a saying stands in a clause such as "when she said so"."""
    return saying.first > 0 and sentence[saying.first - 1].word in SUBORDINATES


def _lender(sentence: Sequence[Token], sayings: Sequence[Saying]) -> Phrase | None:
    """Return whose the verbs are that follow without a subject: not of a clause with "if" or "when"."""
    return sayings[-1].speaker if sayings and not is_subordinate(sentence, sayings[-1]) else None


def _join(sentence: Sequence[Token], cue: Cue, earlier: Phrase | None) -> Saying | None:
    if cue.is_participle:
        return _borrow(sentence, cue, earlier)
    if cue.verb == "according":
        return _with_following(sentence, cue)
    before = sentence[cue.first - 1] if cue.first else None
    if before is not None and follows_quote(sentence, cue.first):
        return _with_following(sentence, cue)
    is_apart = before is not None and before.word == ","
    following = _with_following(sentence, cue) if is_apart and cue.verb != "read" else None
    if following and cue.verb == "say" and _is_name_at_end(sentence, cue.last, following.last):
        return following
    subject = read_before(sentence, cue.first)
    if subject is not None and _is_denied(sentence, subject.first):
        return None
    if subject is not None:
        return Saying(subject, cue, subject.first, cue.last, is_participle=False)
    if is_apart:
        return following if following and _ends_clause(sentence, following.last) else None
    if before is not None and before.word in ("and", "but", "then"):
        return _borrow(sentence, cue, earlier)
    return None


def follows_quote(sentence: Sequence[Token], place: int) -> bool:
    """Tell whether a quotation ends right before ``place``, a comma between them allowed."""
    if place > 1 and sentence[place - 1].word in (",", "-", "—", "–", "--"):
        place -= 1
    return place > 0 and sentence[place - 1].kind is TokenKind.QUOTE


def _with_following(sentence: Sequence[Token], cue: Cue) -> Saying | None:
    speaker = read_after(sentence, cue.last)
    if speaker is None:
        return None
    return Saying(speaker, cue, cue.first, speaker.edge, is_participle=False)


def _is_name_at_end(sentence: Sequence[Token], first: int, last: int) -> bool:
    """Tell a name that ends its sentence: "It fell, when it rained, said Bo Lund."."""
    is_last = all(token.kind is TokenKind.PUNCTUATION for token in sentence[last:])
    return is_last and sentence[first].is_name_like


def _is_denied(sentence: Sequence[Token], place: int) -> bool:
    """Tell whether a clause at ``place`` is what somebody denies: "denies that he said"."""
    before = [token.word for token in sentence[max(0, place - 2) : place]]
    return bool(before) and (before[-1] in _DENIALS or (before[-1] == "that" and before[0] in _DENIALS))


def _ends_clause(sentence: Sequence[Token], place: int) -> bool:
    return place == len(sentence) or sentence[place].kind is TokenKind.PUNCTUATION


def _borrow(sentence: Sequence[Token], cue: Cue, earlier: Phrase | None) -> Saying | None:
    """Give a verb without a subject the one of the verb before it: "He left, saying that"."""
    speaker = earlier or _opening_subject(sentence, cue.first)
    if speaker is None:
        return None
    return Saying(speaker, cue, cue.first, cue.last, is_participle=True)


def _opening_subject(sentence: Sequence[Token], end: int) -> Phrase | None:
    """Read the pronoun or name with which a sentence begins."""
    if sentence[0].word in PRONOUNS:
        return Phrase(0, 1, 1)
    place = 1 if sentence[0].word == "the" else 0
    start = place
    limit = min(end, place + _LONGEST_OPENING)
    while place < limit and sentence[place].is_name_like:
        place += 1
    if place in (start, limit) or sentence[place].kind is not TokenKind.WORD:
        return None
    if sentence[0].word in _OPENS_NO_NAME or sentence[place].word.endswith("ing"):
        return None
    return Phrase(0, place, place) if sentence[place - 1].word not in _NO_OPENING | NO_SPEAKERS else None
