"""Makes follow-up questions of neighbouring ones on the same text: a shared name gives way to a pronoun."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.terms import fold
from index.training.problems import Problem
from index.training.swaps import NAME

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"\b[Tt]he $")


def make_follow_ups(problems: Sequence[Problem]) -> list[Problem]:
    """Return a problem for each question that follows another on its text, in the order of the set.

    Where both share a name, the second has a pronoun for it; otherwise it changes the subject, and what was
    asked before is of no use to it.
    """
    pairs = [(one, two) for one, two in pairwise(problems) if one.text is two.text]
    return [replace(two, question=_lean(one, two), before=one.question) for one, two in pairs]


def _lean(first: Problem, second: Problem) -> str:
    known = _words(first.question)
    question = second.question
    for match in NAME.finditer(question):
        end = match.end() + (question[match.end() : match.end() + 1] in ("'", "’"))  # Paris’
        if not known.isdisjoint(_words(f" {match.group()}")):
            is_owner = _POSSESSIVE.search(question[:end]) is not None
            pronoun = _pronoun(second, match.group(), is_owner=is_owner)
            return _ARTICLE.sub("", question[: match.start()]) + pronoun + question[end:]
    return question


def _words(text: str) -> set[str]:
    """Return the words of the names in ``text``, folded."""
    return {
        fold(_POSSESSIVE.sub("", word)) for match in NAME.finditer(text) for word in match.group().split()
    }


def _pronoun(problem: Problem, name: str, *, is_owner: bool) -> str:
    """Return "she" or "he" for the person that the text is about, "it" for anything else."""
    words = f" {problem.text.text.lower()} "
    she, he = (words.count(f" {word} ") for word in ("she", "he"))
    if max(she, he) == 0 or fold(_POSSESSIVE.sub("", name).split()[-1]) not in fold(problem.text.title):
        return "its" if is_owner else "it"
    if she > he:
        return "her" if is_owner else "she"
    return "his" if is_owner else "he"
