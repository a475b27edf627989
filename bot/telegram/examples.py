"""Finds questions to begin with: about the articles at hand, and answered by them."""

from collections.abc import Iterator

from bot.answer import Engine
from index import StoredArticle, newest_articles

_N = 3
_LOOKED_AT = 5  # articles, the newest
_MOST_ASKED = 12
_MAX_CHARS = 60  # what a button shows whole


def example_questions(engine: Engine) -> list[str]:
    """Return up to three questions that are answered from the newest articles."""
    with engine.library.snapshot() as snapshot:
        newest = newest_articles(snapshot.connection, 0, _LOOKED_AT)
    found: list[str] = []
    for number, question in enumerate(_candidates(newest)):
        if len(found) == _N or number == _MOST_ASKED:
            break
        if engine.answer(question).answered:
            found.append(question)
    return found


def _candidates(newest: list[StoredArticle]) -> Iterator[str]:
    """Yield each once: about who speaks in the articles, in turns, then what they are about."""
    asked = [list(dict.fromkeys(_of_speakers(stored))) for stored in newest]
    by_turns = [questions[turn] for turn in range(_N) for questions in asked if turn < len(questions)]
    yield from dict.fromkeys(question for question in by_turns if len(question) <= _MAX_CHARS)
    if len(newest) == 1:
        yield "What is this article about?"


def _of_speakers(stored: StoredArticle) -> Iterator[str]:
    """Yield a question about each one who is named, with a capital in more than the first word."""
    for speech in stored.layout.speeches:
        naming = speech.name.slice(stored.article.text) if speech.name else ""
        name, described, _ = naming.partition(", ")
        words = name.split()
        if sum(word[0].isupper() for word in words) >= 2 and words[-1][0].isupper() and "and" not in words:
            yield f"Who is {name}?" if described else f"What did {words[-1]} say?"
