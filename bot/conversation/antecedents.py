"""Says what a word that refers back can mean, from one earlier turn of the conversation.

Who or what the question before was about comes first, the speaker and the names of its answer next.
Where several are equally likely, all are given: there is no guessing between them.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from bot.conversation.leaning import ReferenceKind, without_question_phrase
from bot.conversation.mentions import FUNCTION_WORDS, Mention, MentionKind, find_names, find_phrases
from bot.conversation.turns import Turn

_MOST = 3  # names that stand for one word
_MOST_TOPIC_WORDS = 6
_ASKS_WHO = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_ASKS_WHERE = re.compile(
    r"\bwhere\b|\b(?:which|what) (?:city|town|country|place|state|region|village|capital)\b", re.IGNORECASE
)
_SPEAKER_ENDS = re.compile(r",| who | based | at | in | of | from | with ")


class Antecedents:
    """What the words that refer back can mean, given one turn."""

    def __init__(self, turn: Turn) -> None:
        self._question = turn.question
        self._names = find_names(turn.question)
        self._phrases = find_phrases(turn.question)
        self._answer = find_names(turn.said.text) if turn.said else []
        self._speaker = turn.said.speaker if turn.said else None

    def meant_by(self, kind: ReferenceKind) -> tuple[str, ...]:
        """Return what a word of this kind can mean, the likeliest or all that are equally likely."""
        choose: dict[ReferenceKind, Callable[[], Iterable[str]]] = {
            ReferenceKind.PERSON: self._persons,
            ReferenceKind.PLACE: self._places,
            ReferenceKind.THING: self._things,
            ReferenceKind.PLURAL: self._several,
            ReferenceKind.EVENT: tuple,
        }
        return tuple(dict.fromkeys(choose[kind]()))[:_MOST]

    def described(self) -> tuple[str, ...]:
        """Return who or what the question is about without naming it: "the minister"."""
        return tuple(phrase.text for phrase in self._phrases if not phrase.is_oblique)[:_MOST]

    def _persons(self) -> list[str]:
        asked = _persons_among(self._names)
        if asked and not _ASKS_WHO.search(self._question):
            return asked
        # "Who opened the bridge?" is about whoever did; so may "Who met Assad?" be.
        return [*asked, *self._answering_persons()]

    def _answering_persons(self) -> list[str]:
        if self._speaker and not _ASKS_WHO.search(self._question):
            return [_SPEAKER_ENDS.split(self._speaker)[0]]
        asked = {name.text for name in self._names}
        persons = [
            name for name in self._answer if name.kind is MentionKind.PERSON and name.text not in asked
        ]
        return [name.text for name in persons[:1]]

    def _places(self) -> list[str]:
        answered = [n.text for n in self._answer if n.kind is MentionKind.PLACE and n.is_oblique]
        if answered and _ASKS_WHERE.search(self._question):
            return answered[:1]
        asked = [n for n in self._names if n.kind is MentionKind.PLACE]
        inside = [n for n in asked if n.is_oblique]
        others = [n for n in self._names if n.kind in (MentionKind.ANY, MentionKind.THING)]
        return _texts(inside or asked or others) or answered[:1]

    def _things(self) -> list[str]:
        things = [n for n in self._names if n.kind is not MentionKind.PERSON]
        subjects = [n for n in things if not n.is_oblique]
        phrases = [p for p in self._phrases if not p.is_plural]
        found = _texts([*subjects, *([p for p in phrases if not p.is_oblique][:1] or phrases)])
        return found or _texts(things) or _texts(self._names)

    def _several(self) -> list[str]:
        plurals = [p for p in self._phrases if p.is_plural]
        subjects = [n for n in self._names if not n.is_oblique]
        return _texts(plurals) or _texts(subjects) or _texts(self._names) or _texts(self._phrases)


def topic_of(question: str) -> str:
    """Return in a few words what ``question`` is about: those that carry meaning, at most six."""
    words = without_question_phrase(question).split()
    content = [word for word in words if word.casefold().strip(".,;:()'\"’“”") not in FUNCTION_WORDS]
    return " ".join(content[:_MOST_TOPIC_WORDS])


def _persons_among(names: Sequence[Mention]) -> list[str]:
    """Return the persons, those that a clause is about before the others; else what may be one."""
    persons = [name for name in names if name.kind is MentionKind.PERSON]
    subjects = [name for name in persons if not name.is_oblique]
    return _texts(subjects or persons or [name for name in names if name.kind is MentionKind.ANY])


def _texts(mentions: Iterable[Mention]) -> list[str]:
    return [mention.text for mention in mentions]
