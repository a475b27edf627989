"""Tells whether a question is about the article itself, and which of its fields it asks for.

Every word of the question must be known for what it does in such questions, so that "When was the
deal published?" stays a question about the world. ``bot.metadata`` finds what answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.wording import FILLERS, MEANINGS, meanings, respell


class Field(StrEnum):
    """What can be asked of an article; the values are what a reader calls it."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    PUBLISHER = "publisher"
    AUTHOR = "author"
    DATE = "date"
    URL = "web address"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class About:
    """What a question asks of an article.

    ``subject`` holds the words that name the article ("the story about OWLS"), "" if none do. Of a
    ``claim`` ("Is this story from FOREST WEEKLY?") the field is open: it depends on whose name it is.
    """

    fields: tuple[Field, ...]
    subject: str = ""
    claim: str = ""


# Field, meanings that it takes (a/b: either), others that there may be; "article" and "this" always may.
_RULES = (
    (Field.STANDFIRST, "standfirst", "what say it"),
    (Field.STANDFIRST, "headline under", "what say it"),
    (Field.HEADLINE, "headline", "what name say it"),
    (Field.HEADLINE, "article called/name/headline", "what how"),
    (Field.URL, "url", "what where web read publisher newspaper outlet it"),
    (Field.URL, "address web", "what publisher newspaper outlet it"),
    (Field.URL, "address article", "what"),
    (Field.URL, "where read article", "web"),
    (Field.URL, "site publisher/newspaper/outlet/article/this", "what name it"),
    (Field.DATE, "when publish/publication", "publisher web date it"),
    (Field.DATE, "when publish article/this/it", "newspaper outlet"),
    (Field.DATE, "when write", "it"),
    (Field.DATE, "when from/release/date article/this", ""),
    (Field.DATE, "date/period release article/this", "what"),
    (Field.DATE, "date", "what"),
    (Field.DATE, "date publish/publication/write", "what it"),
    (Field.DATE, "date/period from article/this", "what"),
    (Field.DATE, "period publish/publication/write", "what it"),
    (Field.DATE, "how age article", ""),
    (Field.AUTHOR, "author", "who what name it"),
    (Field.AUTHOR, "write author/reporter article/this", "what name"),
    (Field.AUTHOR, "write who article/this/it", "name author reporter"),
    (Field.AUTHOR, "write by", "who what name it"),
    (Field.AUTHOR, "who by article/this/it", ""),
    (Field.AUTHOR, "reporter article/this", "who what name by it"),
    (Field.PUBLISHER, "publisher", "who what name from where it"),
    (Field.PUBLISHER, "newspaper/publication", "who what name from where it"),
    (Field.PUBLISHER, "outlet article/this", "who what name from where newspaper"),
    (Field.PUBLISHER, "newspaper/outlet/publication publish/write article/this/it", "what by"),
    (Field.PUBLISHER, "newspaper/outlet/publication report/release article/this", "what from"),
    (Field.PUBLISHER, "site from/publish article/this/it", "what name newspaper outlet"),
    (Field.PUBLISHER, "publish who/where article/this/it", "by web"),
    (Field.PUBLISHER, "publish by", "who what it"),
    (Field.PUBLISHER, "release who article", "by"),
    (Field.PUBLISHER, "where from/release article/this", ""),
    (Field.SUMMARY, "summary", "what main it"),
    (Field.SUMMARY, "what about article/this/it", ""),
    (Field.SUMMARY, "what say article", ""),
    (Field.SUMMARY, "topic", "what main it"),
    (Field.SUMMARY, "theme article/main", "what it"),
)
_NOUN = "(?:article|story|piece|text|page)"
_NAMED_AFTER = re.compile(
    r"(?<!\ba )(?<!\ban )\b(?:article|story|piece)(?P<cut>(?: that| which)?(?: is| was)?"
    r" (?:about|on|regarding|concerning) (?P<subject>.+))"
)
_NAMED_BEFORE = re.compile(
    r"\b(?:the|this|that) (?P<cut>(?P<subject>(?:(?!the |this |that )\S+ ){1,4}?))(?=article\b)"
)
_CLAIMS = (
    re.compile(rf"(?:is|was) (?:this|(?:this|the) {_NOUN}) (?:(?:published|written) )?(?:from|by|in) (.+)"),
    re.compile(rf"did (.+) (?:publish|write) (?:this|(?:this|the) {_NOUN})"),
)
# "Which MEDIA LINE reporter wrote this?": whose, the metadata will tell.
_EMPLOYED = re.compile(
    r"\bwhich (?:(?!(?:did|does|do|is|was|were|has|have|had|will|the|a|an|of)\b)\S+ ){1,4}?"
    r"(?=(?:reporter|journalist|correspondent|columnist)\b)"
)
_PEOPLE = frozenset("he her him his she their them they".split())  # whoever has these is in the world
# After a question that names one of these, "Who wrote it?" is about that.
_WORKS = frozenset(
    """accord act agreement album bill book charter constitution contract deal declaration decree document
    film law letter memo message novel pact petition plan play poem poll proposal report resolution song
    speech statement study survey treaty""".split()
)
_OF_ARTICLES = frozenset("headline standfirst url summary publisher author".split())


def read_about(question: str, history: Sequence[str] = ()) -> About | None:
    """Return what ``question`` asks of an article; None if it is a question about the world.

    Right after a question about the world, one that does not say "article" or "this" is about the
    world as well if it asks what "it" is about, if a work of another kind was named, or if it is no
    more than a word that not only articles have ("And the date?").

    Example:
        "Wich newspaper publishd the story about the owls?" → the publisher; the subject "the owls"
    """
    text = respell(question)
    about = _read(text)
    meant = meanings(text)
    if about is None or not history or meant & {"article", "this"} or _read(respell(history[-1])):
        return about
    leans = Field.SUMMARY in about.fields and "summary" not in meant
    bare = "it" not in meant and not meant & _OF_ARTICLES
    return None if leans or bare or _WORKS & set(respell(history[-1]).split()) else about


def _read(text: str) -> About | None:
    claim = next((found[1] for pattern in _CLAIMS if (found := pattern.fullmatch(text))), "")
    if claim:
        return About((), claim=claim)
    rest, subject = _split_subject(_EMPLOYED.sub("which ", text))
    fields = _fields(rest)
    return About(fields, subject) if fields else None


def _split_subject(text: str) -> tuple[str, str]:
    """Return the text without the words that name the article, and these."""
    found = _NAMED_BEFORE.search(text)
    if not found or MEANINGS.keys() & set(found["subject"].split()):
        found = _NAMED_AFTER.search(text)
    words = found["subject"].split() if found else []
    while words and (words[-1] in MEANINGS or words[-1] in FILLERS):
        words.pop()  # "When was the article about the owls published?"
    if not found or not words or set(words) & _PEOPLE:
        return text, ""
    subject = " ".join(words)
    start, end = found.start("cut"), found.start("subject") + len(subject)
    return text[:start] + text[end:], subject


def _fields(text: str) -> tuple[Field, ...]:
    """Return the field that the text asks for, or the fields that its parts around "and" do."""
    if field := _field(meanings(text)):
        return (field,)
    parts = [_field(meanings(part)) for part in text.split(" and ")]
    known = tuple(dict.fromkeys(field for field in parts if field))
    return known if all(parts) else ()


def _field(meant: frozenset[str]) -> Field | None:
    for field, takes, also in _RULES:
        needs = [set(either.split("/")) for either in takes.split()]
        may = {"article", "this", *also.split()}.union(*needs)
        if meant <= may and all(need & meant for need in needs):
            return field
    return None
