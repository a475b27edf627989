"""Completes a follow-up question from the turns of the conversation before it.

A word that refers back is replaced by what it means; a fragment takes the rest of the question before;
a contrast puts something else into that question. Nothing but names and words of earlier questions, and
names from earlier answers, is ever put in: the result is for searching and reading, and stays short.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.conversation import leaning
from bot.conversation.antecedents import Antecedents, topic_of
from bot.conversation.leaning import Reference, ReferenceKind
from bot.conversation.mentions import FUNCTION_WORDS, find_names, find_phrases
from bot.conversation.turns import Place, Turn
from index import FollowUp, terms

# What a term weighs that was not asked. Right sentence first for 500 follow-ups made of squad2_train_part
# (tests/benchmarks/made_follow_ups.py): at 1 .748, at 0.5 .768, at 0.25 .784, at 0.1 .774.
_ADDED = 0.25
_MOST_TURNS_BACK = 3
_MOST_READ = 2
_LONGEST = 300  # characters of the question before: a chain of follow-ups must not grow without end
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_ARTICLE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?:in|on|at|by|for|from|to|with|during|before|after|since|until|about|of) ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as ``asked``, completed to be searched for, and what it leans on, if it does.

    ``follow_up`` is how it is read with the questions before it, ``places`` where its answer is expected.
    """

    asked: str
    question: str
    follow_up: FollowUp | None = None
    places: tuple[Place, ...] = ()


def understand(question: str, turns: Sequence[Turn]) -> Understood:
    """Return ``question`` completed, with the places of the last answer if it leans back."""
    if not turns or not leaning.leans_back(question):
        return Understood(question, question)
    before = " ".join(turn.question for turn in turns[: -_MOST_READ - 1 : -1])
    completed = complete_question(question, turns)
    return Understood(question, completed, FollowUp(question, before), turns[-1].places)


def weigh_added(understood: Understood, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the ``weights`` of the completed question's terms, less for those that were not asked.

    The sentence that answers "Where did she study?" seldom repeats the name: it, too, says "she".
    """
    asked = set(terms(understood.asked))
    return {term: weight * (1.0 if term in asked else _ADDED) for term, weight in weights.items()}


def complete_question(question: str, turns: Sequence[Turn]) -> str:
    """Return ``question`` as one that can be understood alone; itself where it does not lean back.

    ``turns`` come oldest first, their questions completed already. Where the last does not hold what a
    word can mean, the two before it are asked.

    Example:
        "Who is Ali Fathollah-Nejad?" then "And what does he think?" →
        "And what does Ali Fathollah-Nejad think?"
    """
    if not turns or not leaning.leans_back(question):
        return question
    recent = [*reversed(turns)][:_MOST_TURNS_BACK]
    resolved, is_whole = _resolve(question, [Antecedents(turn) for turn in recent])
    before = recent[0].question
    if len(before) > _LONGEST:
        before = topic_of(before)[:_LONGEST]
    if topic := leaning.contrasted_topic(resolved):
        return _put_in(topic, before)
    if is_whole and (fragment := leaning.fragment_of(resolved)):
        return _continue(fragment, before)
    if not is_whole or leaning.continues_topic(resolved):
        return f"{resolved} ({topic_of(before)})"
    return resolved


def _resolve(question: str, sources: Sequence[Antecedents]) -> tuple[str, bool]:
    """Replace the words that refer back; tell, too, whether each of them could be."""
    is_whole = True
    for reference in reversed(leaning.find_references(question)):
        if meant := _meaning(reference.kind, sources):
            question = _replace(question, reference, meant)
        else:
            is_whole = False
    return question, is_whole


def _meaning(kind: ReferenceKind, sources: Sequence[Antecedents]) -> tuple[str, ...]:
    """Return what the latest turn that holds anything of the kind has for it."""
    named = (source.meant_by(kind) for source in sources)
    described = (source.described() for source in sources if kind is ReferenceKind.PERSON)
    return next(filter(None, chain(named, described)), ())


def _replace(question: str, reference: Reference, meant: Sequence[str]) -> str:
    before, after = question[: reference.start], question[reference.end :]
    text = (" and " if reference.kind is ReferenceKind.PLURAL else " or ").join(meant)
    if reference.is_possessive:
        text += "’" if text.endswith("s") else "’s"
    elif reference.kind is ReferenceKind.PLACE and not re.search(r"\b(?:from|to|in|near|at) $", before):
        text = f"in {text}"
    return f"{before}{text}{after}"


def _continue(fragment: str, before: str) -> str:
    """Put a fragment in the place of the words that ask in the question before."""
    return f"{fragment} {leaning.without_question_phrase(before)}?"


def _put_in(topic: str, before: str) -> str:
    """Put a topic in the place of its like in the question before; in front where that is in doubt."""
    if _YEAR.search(topic) and len(_YEAR.findall(before)) == 1:
        return _YEAR.sub(_YEAR.findall(topic)[0], before)
    if _PREPOSITION.match(topic):
        return f"{before.rstrip(' ?')} {topic}?"
    like = find_names(before) or find_phrases(before)
    if len(like) != 1:
        return f"{topic}: {before}"
    head = before[: like[0].start]
    if topic.split()[0].casefold() in FUNCTION_WORDS:  # "the tower" takes the article's place, too
        head = _ARTICLE.sub("", head)
    return f"{head}{topic}{before[like[0].end :]}"
