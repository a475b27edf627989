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
    """Yield each once: who speaks in the articles, in turns, then what they are about."""
    speakers = [list(dict.fromkeys(_speakers(stored))) for stored in newest]
    by_turns = [names[turn] for turn in range(_N) for names in speakers if turn < len(names)]
    yield from dict.fromkeys(f"What did {name} say?" for name in by_turns if len(name) <= _MAX_CHARS)
    if len(newest) == 1:
        yield "What is this article about?"


def _speakers(stored: StoredArticle) -> Iterator[str]:
    """Yield those who are named, with a capital in more than the first word, in the order of the text."""
    for speech in stored.layout.speeches:
        name = speech.name.slice(stored.article.text) if speech.name else ""
        if sum(word[0].isupper() for word in name.split()) >= 2:
            yield name
