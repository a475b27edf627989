"""Tells key words, typed as into a search box, from a question, and both from mere courtesy."""

import re

from bot.conversation.leaning import AUXILIARIES
from bot.wording import FILLERS
from index import terms

_ASKS = re.compile(
    rf"\?|\b(?:who|whom|whose|what|which|when|where|why|how|am|shall|{AUXILIARIES})(?:n['’]?t|['’]?s|['’]re)?\b",
    re.IGNORECASE,
)
_FILLERS = frozenset(terms(" ".join(FILLERS)))
# What people answer to a bot. No word that a search could be for: a "fine" is paid, a "right" claimed.
_COURTESIES = frozenset(
    terms(
        """awesome bye cheers cool goodbye great haha hello hey hi lol nice no nope ok okay perfect please pls
        sorry thank thanks thx wow yeah yep yes"""
    )
)


def read_key_words(question: str) -> frozenset[str]:
    """Return the terms of a search, "sanctions" or "tell me about the Golan Heights"; none of a question."""
    return frozenset() if _ASKS.search(question) else frozenset(terms(question)) - _FILLERS


def asks_anything(question: str) -> bool:
    """Tell whether there is a word in ``question`` to search for, beyond "Thanks, great!"."""
    return not _COURTESIES.issuperset(terms(question))
