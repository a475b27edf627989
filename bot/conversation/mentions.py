"""Finds what a pronoun can mean: the names and noun phrases of a text, each with its kind.

Patterns over words; there is no tagger and no list of people. A kind is claimed where the text shows it
(a title, "in", "the") or the name is a country's or one of a few capitals'; every other name can be anything.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class MentionKind(StrEnum):
    """What a mention names; ANY where nothing tells."""

    PERSON = "person"
    PLACE = "place"
    THING = "thing"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, or a noun phrase with its article before it, as it stands from ``start`` to ``end``.

    ``is_oblique`` tells that a preposition is before it: who or what a clause is about has none.
    """

    text: str
    start: int
    end: int
    kind: MentionKind
    is_oblique: bool

    @property
    def is_plural(self) -> bool:
        """Tell whether the last word looks like a plural."""
        return _is_plural(self.text.split()[-1].casefold())


PLACES = frozenset(
    """afghanistan albania algeria america angola argentina armenia australia austria azerbaijan bahrain
    bangladesh belarus belgium bolivia brazil britain bulgaria cambodia cameroon canada chad chile china
    colombia congo croatia cuba cyprus denmark ecuador egypt england eritrea estonia ethiopia europe finland
    france georgia germany ghana greece guatemala haiti honduras hungary iceland india indonesia iran iraq
    ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait laos latvia lebanon libya
    lithuania luxembourg malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar
    namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru
    philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia
    slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand tunisia turkey uganda
    ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe africa asia u.s. u.k. usa uk
    us uae baghdad beijing beirut berlin brussels cairo damascus jerusalem kyiv london madrid moscow paris
    riyadh rome tehran tokyo washington""".split()
)
TITLES = frozenset(
    """president minister secretary general chancellor premier governor mayor senator king queen prince
    princess pope ayatollah sheikh judge justice captain colonel major lieutenant admiral commander adviser
    advisor ambassador professor chairman chairwoman director spokesman spokeswoman sir lord lady dame mr
    mrs ms miss dr saint sen rep gov gen lt col capt sgt prof""".split()
)
_INSTITUTIONS = frozenset(
    """academy agency airport army assembly association authority bank board bridge bureau center centre
    church city club college commission committee company congress corp corporation council county court
    department east festival force forces foundation fund government group guard heights hospital hotel
    house inc institute island islands lake league library line ltd ministry mountain movement museum nations
    north ocean office organisation organization palace park parliament party police post prize province
    river school sea senate society south state states station street team theater theatre times tower
    treaty trust union university valley war west""".split()
)
_PLURALS = frozenset("people police men women children troops forces media".split())
_DATES = frozenset(
    """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday""".split()
)
_PREPOSITIONS = frozenset(
    """about above across after against along among around at before behind below beneath beside between
    beyond by despite during for from in inside into like near of off on onto out outside over past since
    than through throughout to toward towards under until up upon via with within without""".split()
)
_PLACE_PREPOSITIONS = frozenset("in at near into across inside outside throughout around".split())
_COUNTING = frozenset("many which what some few several".split())
_DETERMINERS = frozenset("the a an this that these those his her its their".split())
_AUXILIARIES = frozenset(
    """do does did is are was were am be been has have had can could may might must shall should will
    would""".split()
)
_OTHER_FUNCTION_WORDS = frozenset(
    """who whom whose what when where which why how and but or nor so also then if that as because while
    although though not no any some all both each every either neither there here it he she they we you i
    him them us me my our your his her its their this these those another other more most much many too
    very just ever still yet already only tell give show please yes ok okay""".split()
)
FUNCTION_WORDS = _PREPOSITIONS | _DETERMINERS | _AUXILIARIES | _OTHER_FUNCTION_WORDS

_CAPITALISED = (
    r"(?:(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt)\."
    r"|[A-ZÀ-ÖØ-Þ][^\W_]*(?:['’.-][^\W_]+)*)"
)
_RUN = re.compile(
    rf"(?<!\w){_CAPITALISED}(?:(?: | of | of the | the | de | al | bin | van | von | la ){_CAPITALISED})*"
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PRINTED = re.compile(r"\S+")
_POSSESSIVE = re.compile(r"['’]s?$")
_WHO_IS = re.compile(r"\bwho(?:'s|’s| is| was| are| were) $", re.IGNORECASE)
_BEFORE = re.compile(r"([^\W_]+)\W+$")
_PARTICIPLE = re.compile(
    r"(?:ed|en|ing|built|made|held|sent|born|found|lost|won|sold|hit|set|shot|known|called|named)$"
)
_LONGEST_NAME = 4  # words
_FULL_NAME = 2
_LONGEST_PHRASE = 3


def find_names(text: str) -> list[Mention]:
    """Return the names of ``text`` in its order, without titles and possessive endings.

    A single capitalised word at the head of a sentence counts only as a well-known place: any word has a
    capital there. Days and months are no names.

    Example:
        "Who did Defense Minister Amir Hatami meet in Syria?" → Amir Hatami (person), Syria (place)
    """
    found = (_read_name(text, match) for match in _RUN.finditer(text))
    return list({one.text: one for one in reversed([one for one in found if one])}.values())[::-1]


def find_phrases(question: str) -> list[Mention]:
    """Return the noun phrases of a question that no capital marks: "the harbour bridge", "owls".

    A phrase begins behind an article or a possessive and has up to three words; behind "did the" its
    last word is left out as the verb. Without an article it begins behind the verb that opens a
    question, or "how many", and ends with its first plural.
    """
    words = [(match.group(), match.start()) for match in _WORD.finditer(question)]
    found, place = [], 0
    while place < len(words):
        last = _phrase_end(words, place)
        if last > place:
            found.append(_read_phrase(question, words, place, last))
        place = max(place + 1, last)
    return found


def _read_name(text: str, match: re.Match[str]) -> Mention | None:
    words = [(word.group(), match.start() + word.start()) for word in _PRINTED.finditer(match.group())]
    while words and words[0][0].casefold() in FUNCTION_WORDS:
        words = words[1:]
    titles = [n for n, (word, _) in enumerate(words) if word.casefold().rstrip(".") in TITLES]
    if titles and titles[-1] + 1 < len(words):
        words = words[titles[-1] + 1 :]
    else:
        titles = []
    if not words or len(words) > _LONGEST_NAME * 2 or all(w.casefold() in _DATES for w, _ in words):
        return None
    start = words[0][1]
    name = _POSSESSIVE.sub("", text[start : match.end()])
    heads_sentence = not text[:start].strip() or text[:start].rstrip()[-1] in '.?!“"\n'
    if heads_sentence and len(words) == 1 and name.casefold() not in PLACES:
        return None
    before = _word_before(text, start)
    kind = MentionKind.PERSON if titles else _kind_of(name, text[:start], before)
    if heads_sentence and kind is MentionKind.PERSON and len(words) > _FULL_NAME and not titles:
        start = words[1][1]  # "Astronomer Farida Nouri": the capital of the first word tells nothing
        name = _POSSESSIVE.sub("", text[start : match.end()])
    return Mention(name, start, start + len(name), kind, before in _PREPOSITIONS)


def _kind_of(name: str, before: str, word_before: str) -> MentionKind:
    words = name.casefold().split()
    if name.casefold() in PLACES:
        return MentionKind.PLACE
    if _WHO_IS.search(before):
        return MentionKind.PERSON
    if word_before == "the" or name.isupper() or not _INSTITUTIONS.isdisjoint(words):
        return MentionKind.THING
    if word_before in _PLACE_PREPOSITIONS:
        return MentionKind.PLACE
    return MentionKind.PERSON if 1 < len(words) <= _LONGEST_NAME else MentionKind.ANY


def _word_before(text: str, start: int) -> str:
    found = _BEFORE.search(text[:start])
    return found[1].casefold() if found else ""


def _phrase_end(words: list[tuple[str, int]], place: int) -> int:
    """Return the end of the phrase whose first word is at ``place``; ``place`` itself if there is none."""
    before = words[place - 1][0].casefold() if place else ""
    last = place
    while last < len(words) and last - place < _LONGEST_PHRASE and _is_content(words[last][0]):
        last += 1
    if before in _DETERMINERS:
        return _without_verb(words, place, last)
    if before in _AUXILIARIES or before in _COUNTING:
        plurals = (n + 1 for n in range(place, last) if _is_plural(words[n][0]))
        return next(plurals, place)
    return place


def _without_verb(words: list[tuple[str, int]], place: int, last: int) -> int:
    """Leave out a verb at the end: "did the bridge | collapse", "was the deal | signed"."""
    opener = words[place - 2][0].casefold() if place > 1 else ""
    is_verb = opener in ("do", "does", "did") or (
        opener in _AUXILIARIES and _PARTICIPLE.search(words[last - 1][0])
    )
    return last - 1 if last - place > 1 and is_verb else last


def _is_plural(word: str) -> bool:
    return word in _PLURALS or bool(re.search(r"[^sui]s$", word))


def _is_content(word: str) -> bool:
    return word[0].islower() and word.casefold() not in FUNCTION_WORDS


def _read_phrase(question: str, words: list[tuple[str, int]], place: int, last: int) -> Mention:
    start = words[place][1]
    before = words[place - 1][0].casefold() if place else ""
    if before in ("the", "a", "an"):
        before = words[place - 2][0].casefold() if place > 1 else ""
    end = words[last - 1][1] + len(words[last - 1][0])
    text = question[start:end]
    is_definite = words[place - 1][0].casefold() in _DETERMINERS
    return Mention(
        f"the {text}" if is_definite else text, start, end, MentionKind.THING, before in _PREPOSITIONS
    )
