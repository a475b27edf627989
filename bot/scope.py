"""Says which passages may answer: those of certain articles, or those in which a certain speaker speaks."""

from dataclasses import dataclass, replace

from bot.choice import Candidate
from bot.quotes import speech_in
from bot.speakers import is_said_by, words_of
from bot.voices import find_meant
from corpus import UsageError
from index import Snapshot, find_article, keys_of_articles, passages_hearing


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer is restricted to: articles by their ids, all if there are none, and a speaker.

    ``speaker`` is a name as people write it, None for anybody's words and the reporter's own. A ``thorough``
    answer reads on where a sentence is found that surely answers, for what comes after it.
    """

    article_ids: tuple[str, ...] = ()
    speaker: str | None = None
    thorough: bool = False

    @property
    def speaker_words(self) -> frozenset[str]:
        """The words by which the speaker is known."""
        return words_of(self.speaker or "")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an answer is looked for: an index, within a scope, whose speaker is named as the articles do.

    ``keys`` are those of the passages within the scope, in order; None where all are. ``reason`` says why
    there are none.
    """

    snapshot: Snapshot
    scope: Scope
    keys: list[int] | None
    reason: str | None = None


def find_ground(snapshot: Snapshot, scope: Scope) -> Ground:
    """Find the passages within a scope; there are none if nobody of the speaker's name speaks.

    Raises:
        UsageError: an article is not in the index, or the speaker's name has no letters.
    """
    numbers = [_number_of(snapshot, article_id) for article_id in dict.fromkeys(scope.article_ids)]
    if scope.speaker is not None:
        return _heard_ground(snapshot, scope, scope.speaker, numbers or None)
    keys = keys_of_articles(snapshot.connection, scope.article_ids) if numbers else None
    return Ground(snapshot, scope, keys)


def _number_of(snapshot: Snapshot, article_id: str) -> int:
    stored = find_article(snapshot.connection, article_id)
    if stored is None:
        raise UsageError(f"no article {article_id!r} in the index; see: onrecord index list")
    return stored.number


def _heard_ground(snapshot: Snapshot, scope: Scope, name: str, numbers: list[int] | None) -> Ground:
    if not scope.speaker_words:
        raise UsageError(f"the speaker {name!r} has no name; give one in words")
    meant = find_meant(snapshot.connection, name, numbers)
    keys = sorted(passages_hearing(snapshot.connection, meant.heard))
    reason = None if keys else _nobody_speaks(scope, meant.near)
    return Ground(snapshot, replace(scope, speaker=meant.name), keys, reason)


def said_within(candidate: Candidate, scope: Scope) -> bool:
    """Tell whether the words of a candidate, as it would be shown, are those of the scope's speaker."""
    if scope.speaker is None:
        return True
    stored = candidate.stored
    speech = speech_in(stored.layout, candidate.answer or candidate.span, candidate.span)
    return speech is not None and is_said_by(stored.article, speech, scope.speaker_words)


def _nobody_speaks(scope: Scope, near: tuple[str, ...]) -> str:
    where, example = (
        ("the article", scope.article_ids[0])
        if len(scope.article_ids) == 1
        else ("the articles", "ARTICLE_ID")
    )
    nobody = f"nobody named {scope.speaker!r} speaks in {where}; "
    if near:
        return f"{nobody}did you mean {' or '.join(near)}?"
    return f"{nobody}who does: onrecord show {example} --speakers"
