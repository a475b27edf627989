"""Weighs sentences by what the form of a question asks for: somebody's words, a name, or mere key words.

Whose words are meant is looked for among the speakers of the articles that were retrieved. Words of which it
is not plain whose they are stay as probable as they are, and so does what the reporter tells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.choice import Candidate
from bot.conversation.mentions import PLACES
from bot.key_words import read_key_words
from bot.speakers import is_said_by, shares_word, words_of
from corpus import Speech
from index import StoredArticle, name_asked, terms

# Log-odds for what somebody else says: even what would answer with 99.9 % does with 25 %, which is silence.
# Of the 106 questions of corpus/questions/news/calibration-questions.jsonl that ask for somebody's words, 38
# of them unanswerable, one fewer is answered wrongly (8 before) and no answer is lost, with -4 and -8 alike.
# Raising their own words, or lowering the reporter's, made as many answers wrong as right.
_OTHERS = -8.0
# "What did Hatami say?" is answered by whatever Hatami says; the reader judges only which says most. Of what
# is found in PolNeAR's dev part (tests/benchmarks/polnear.py) 95 % is direct speech, 86 mixed, 79 indirect.
_OWN = 0.8
# Log-odds for a sentence that has every word of a search. Of 150 made of the words that a question of the
# calibration news shares with its answer 25 % are refused without it, 7, 2 and 0 % with 1, 2 and 3.
_MENTIONED = 2.0


def prefer_asked(
    candidates: Sequence[Candidate], asked: Sequence[str], *, for_all: bool = False
) -> list[Candidate]:
    """Return ``candidates`` with their probabilities as seen by a question for the words of those ``asked``.

    A name that nobody who speaks in the articles has must be one with capitals: "the navy man" may be
    whoever commands the fleet. A country speaks by many names: what its capital says is its own words.

    Args:
        candidates: Sentences, in any order.
        asked: Whose words are asked for.
        for_all: Whether nothing else is asked, so that any of their words answer and nothing else does.
    """
    articles = {one.stored.number: one.stored for one in candidates}.values()
    names = [words for name in asked if _is_plain(name, words := words_of(name), articles)]
    if not names or len(names) < len(asked):
        return list(candidates)
    own = [for_all and any(_is_own(one, words) for words in names) for one in candidates]
    is_answered, seen = any(own), []
    for one, is_own in zip(candidates, own, strict=True):
        if is_own:
            seen.append(replace(one, probability=_OWN + (1 - _OWN) * one.probability))
        elif is_answered or _is_others(one, names):
            seen.append(one.shifted(_OTHERS))
        else:
            seen.append(one)
    return seen


def prefer_named(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return ``candidates`` with their probabilities as seen by a question like "Who is John Bolton?".

    What answers stands in a paragraph that has any of the name but the first word, in the one after, or under
    a headline that has. The reader takes Ali Fathollah-Nejad for Ali Khamenei; that only the first name is
    another is left to people to see.
    """
    named = terms(name_asked(question) or "")
    wanted = set(named[1:] or named)
    if not wanted:
        return list(candidates)
    return [one if wanted & _near(one) else one.shifted(_OTHERS) for one in candidates]


def prefer_mentioned(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return ``candidates`` with their probabilities as seen by key words: where are they mentioned?"""
    wanted = read_key_words(question)
    if not wanted:
        return list(candidates)
    return [
        one.shifted(_MENTIONED) if wanted.issubset(terms(one.span.slice(one.stored.article.text))) else one
        for one in candidates
    ]


def _near(candidate: Candidate) -> set[str]:
    """Return the terms of a sentence's paragraph, of the one before and of the headline."""
    article, layout = candidate.stored.article, candidate.stored.layout
    number = layout.paragraph_at(candidate.span)
    paragraphs = layout.paragraphs[max(0, number - 2) : number]
    return set(terms(" ".join([article.title, *(span.slice(article.text) for span in paragraphs)])))


def _is_plain(name: str, words: frozenset[str], articles: Iterable[StoredArticle]) -> bool:
    """Tell whether it can be told of a speaker that it is somebody else than the one with this name."""
    if words <= PLACES:
        return False
    is_name = all(word[0].isupper() for word in name.split())
    return is_name or any(is_said_by(one.article, s, words) for one in articles for s in one.layout.speeches)


def _is_own(candidate: Candidate, words: frozenset[str]) -> bool:
    """Tell whether a sentence holds words of whoever goes by the ``words``."""
    heard = _heard(candidate)
    return any(is_said_by(candidate.stored.article, speech, words) for speech in heard)


def _heard(candidate: Candidate) -> list[Speech]:
    return [s for s in candidate.stored.layout.speeches if s.content.overlaps(candidate.span)]


def _is_others(candidate: Candidate, names: Sequence[frozenset[str]]) -> bool:
    """Tell whether a sentence holds somebody's words, and plainly none of theirs who have these ``names``."""
    heard = _heard(candidate)
    return bool(heard) and all(_is_other(candidate.stored, speech, names) for speech in heard)


def _is_other(stored: StoredArticle, speech: Speech, names: Sequence[frozenset[str]]) -> bool:
    """Tell whether it is plain who speaks, and that no word of the ``names`` is among theirs."""
    return speech.name is not None and not any(shares_word(stored.article, speech, one) for one in names)
