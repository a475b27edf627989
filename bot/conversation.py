"""Completes a follow-up question from the questions before it."""

import re
from collections.abc import Sequence

_LEANS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then"
    r"|so|else|more|again)\b|^(?:and|but|or|also|what about|how about)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 3


def complete_question(question: str, history: Sequence[str]) -> str:
    """Return ``question`` with the one before it put in front, if it leans on it.

    A question leans back when it has a pronoun, begins with "And", or is a few words long. Anything
    else stands alone, so that a change of subject does not drag the old one along.

    Example:
        "Who is Ali Fathollah-Nejad?" then "And what does he think?" →
        "Who is Ali Fathollah-Nejad? And what does he think?"
    """
    if not history or not (_LEANS_BACK.search(question) or len(question.split()) <= _FEW_WORDS):
        return question
    return f"{history[-1]} {question}"
