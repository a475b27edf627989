"""Says which passages may answer: those of certain articles, or those in which a certain speaker speaks."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.choice import Candidate
from bot.quotes import speech_in
from bot.speakers import is_said_by, words_of
from corpus import Speech, UsageError
from index import (
    Snapshot,
    StoredArticle,
    articles_holding,
    find_article,
    keys_of_articles,
    list_articles,
    load_article,
    passages_of,
    terms,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer is restricted to: articles by their ids, all if there are none, and a speaker.

    ``speaker`` is a name as people write it, None for anybody's words and the reporter's own.
    """

    article_ids: tuple[str, ...] = ()
    speaker: str | None = None

    @property
    def speaker_words(self) -> frozenset[str]:
        """The words by which the speaker is known."""
        return words_of(self.speaker or "")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an answer is looked for: an index, within a scope.

    ``keys`` are those of the passages within the scope, in order; None where all are.
    """

    snapshot: Snapshot
    scope: Scope
    keys: list[int] | None


def find_ground(snapshot: Snapshot, scope: Scope) -> Ground:
    """Find the passages within a scope; there are none if nobody of the speaker's name speaks.

    Raises:
        UsageError: an article is not in the index, or the speaker's name has no letters.
    """
    keys: set[int] = set()
    for article_id in scope.article_ids:
        found = keys_of_articles(snapshot.connection, [article_id])
        if not found:
            raise UsageError(f"no article {article_id!r} in the index; see: onrecord index list")
        keys.update(found)
    if scope.speaker is not None:
        if not scope.speaker_words:
            raise UsageError(f"the speaker {scope.speaker!r} has no name; give one in words")
        return Ground(snapshot, scope, sorted(_keys_spoken(snapshot, scope)))
    return Ground(snapshot, scope, sorted(keys) if scope.article_ids else None)


def said_within(candidate: Candidate, scope: Scope) -> bool:
    """Tell whether the words of a candidate, as it would be shown, are those of the scope's speaker."""
    if scope.speaker is None:
        return True
    stored = candidate.stored
    speech = speech_in(stored.layout, candidate.answer or candidate.span, candidate.span)
    return speech is not None and is_said_by(stored.article, speech, scope.speaker_words)


def nobody_speaks(scope: Scope) -> str:
    """Return the reason why there is nothing to quote: nobody of the speaker's name speaks."""
    where = "the articles" if len(scope.article_ids) != 1 else "the article"
    example = scope.article_ids[0] if len(scope.article_ids) == 1 else "ARTICLE_ID"
    return f"nobody named {scope.speaker!r} speaks in {where}; who does: onrecord show {example} --speakers"


def _keys_spoken(snapshot: Snapshot, scope: Scope) -> Iterator[int]:
    """Yield the keys of the passages that hold words of the scope's speaker."""
    for stored in _articles(snapshot, scope):
        speeches = list(_speeches(stored, scope))
        if speeches:
            for key, passage in passages_of(snapshot.connection, stored):
                if any(speech.content.overlaps(passage.span) for speech in speeches):
                    yield key


def _articles(snapshot: Snapshot, scope: Scope) -> Iterator[StoredArticle]:
    """Yield the articles of the scope that may name its speaker.

    The lexicon knows those in which the name is printed; if it is written in another way, "Fathollahnejad"
    say, every article is looked at.
    """
    connection = snapshot.connection
    if scope.article_ids:
        found = (find_article(connection, article_id) for article_id in dict.fromkeys(scope.article_ids))
        return (stored for stored in found if stored)
    words = (word for word in (scope.speaker or "").split() if words_of(word) & scope.speaker_words)
    wanted = terms(" ".join(words))
    if numbers := articles_holding(connection, wanted) if wanted else []:
        return (load_article(connection, number) for number in numbers)
    return list_articles(connection)


def _speeches(stored: StoredArticle, scope: Scope) -> Iterator[Speech]:
    words = scope.speaker_words
    return (speech for speech in stored.layout.speeches if is_said_by(stored.article, speech, words))
