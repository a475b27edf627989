"""Reads names and descriptions of people out of tokens.

"Iranian Defense Minister Amir Hatami" is a name with titles, "an Iranian analyst based in Europe" a
description with a head word. Who is who among them is settled in ``corpus.naming``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.spans import Span
from corpus.speech.cues import PRONOUNS
from corpus.speech.people import HUMAN
from corpus.speech.phrases import TIMES, is_time
from corpus.speech.tokens import Token, TokenKind

TITLES = frozenset(
    "mr mrs ms miss dr prof gen sen capt"
    " mr. mrs. ms. dr. sen. sens. rep. reps. gov. gen. lt. col. maj. capt. sgt. adm. prof. rev. hon."
    " president senator representative governor general colonel major captain admiral professor"
    " secretary minister chancellor king queen prince princess pope cardinal bishop rabbi imam sheikh"
    " ayatollah judge justice mayor chairman chairwoman chief director ambassador attorney speaker"
    " adviser advisor congressman congresswoman councilman sheriff officer detective sir lord lady"
    " doctor reverend deputy spokesman spokeswoman candidate nominee leader premier".split()
)
FORMS_OF_ADDRESS = frozenset("mr mrs ms miss dr mr. mrs. ms. dr.".split())
INSTITUTIONS = frozenset(
    "party house senate committee council court university college institute center centre press"
    " post times news journal daily tribune herald line agency department ministry office bureau"
    " company corp. inc. group foundation association union commission campaign white states kingdom"
    " city county street avenue tower media network bank army force forces police church school"
    " hospital airport congress parliament government administration organization club team state"
    " carolina hampshire york jersey dakota virginia mexico zealand korea africa"
    " model theory act deal plan pact treaty agreement accord award prize festival report summit conference"
    " programme program project system service league championship games series film fund holdings airlines"
    " airways energy motors records studios pictures museum gallery theatre theater stadium bridge river"
    " mountain island islands bay sea ocean gulf valley square highway airport revolution crisis pandemic"
    " covid-19 coronavirus".split()
)
_SUFFIXES = frozenset("jr. sr. jr sr ii iii iv".split())
_PARTICLES = frozenset("de del della der van von den bin ibn al el la le du da dos di y".split())
_TAKES_OF = TITLES | INSTITUTIONS | {"head"}
_ARTICLES = frozenset("a an the another this that these those one".split())
_SHORTEST_DOING = 5  # letters of a verb in -ing: "King" and "Ming" are names
PLACING = frozenset(["in", "at", "near", "of"])
_AFTER_NAME = frozenset(["of", "from", "at", "in", "with"])
_NO_NAME = (
    TIMES
    | PRONOUNS
    | frozenset(
        "in on at for from by with of to during after before under over about as when while if but"
        " and or so yet then that this it there these those the a an his her their its our my your"
        " both all some many most what how why where not no asked also however meanwhile still since"
        " despite given according one two three now later here well yes".split()
    )
)
_ENDS_HEAD = frozenset(
    "of for with at from in on to by about close near based who that which familiar involved working".split()
)


@dataclass(frozen=True, slots=True)
class Naming:
    """One printed naming of somebody.

    Attributes:
        span: The naming as printed.
        words: The words of the name in lower case, titles among them; empty for a description.
        roles: The words that say what they are: titles, and the heads of descriptions.
        all_words: Every word of the span in lower case.
        article: The article or demonstrative it begins with, else "".
    """

    span: Span
    words: tuple[str, ...]
    roles: frozenset[str]
    all_words: tuple[str, ...]
    article: str

    @property
    def surname(self) -> str:
        """Return what two namings of one person share, "" for a description."""
        if len(self.words) > 1 and self.words[-1] in _SUFFIXES:
            return " ".join(self.words[-2:])
        return self.words[-1] if self.words else ""

    @property
    def given(self) -> frozenset[str]:
        """Return up to two given names, titles left out."""
        end = len(self.words) - len(self.surname.split())
        return frozenset(self.words[max(0, end - 2) : end]) - TITLES

    @property
    def is_person(self) -> bool:
        """Tell whether the naming can only be of one human being."""
        if not self.words:
            is_somebody = self.article in ("a", "an") and not self.roles & INSTITUTIONS
            return is_somebody or bool(self.roles & HUMAN)
        if set(self.words) & INSTITUTIONS or (self.article and self.words[0] not in FORMS_OF_ADDRESS):
            return False
        return bool(set(self.words[:-1]) & TITLES) or bool(self.given)


def read_naming(tokens: Sequence[Token]) -> Naming:
    """Read a speaker, appositives and all."""
    words = [_bare(token) for token in tokens]
    article = words[0] if words[0] in _ARTICLES else ""
    segments = list(_segments(tokens))
    core = segments[0]
    runs = list(_runs(core))
    ends_with_run = bool(runs) and runs[-1][1] == len(core) and "and" not in words[: len(core)]
    is_name = ends_with_run and not (article and runs[-1][0] > 1) and not _is_within(core, runs[-1][0])
    name = [_bare(token) for token in core[slice(*runs[-1])]] if is_name else []
    roles = {_head(segment) for segment in segments[(1 if is_name else 0) :]}
    if elsewhere := _name_before(core, runs) or (not is_name and _name_behind(segments)):
        name, article = elsewhere, ""
    roles |= set(name[:-1]) & TITLES
    if is_name and runs[-1][0] > 0:
        roles.add(words[runs[-1][0] - 1])
    span = Span(tokens[0].span.start, tokens[-1].span.end)
    return Naming(span, tuple(name), frozenset(roles), tuple(words), article)


def _is_within(core: Sequence[Token], place: int) -> bool:
    """Tell whether a name is of what a description belongs to: "data from Nordic Grid"."""
    is_titled = core[0].is_name_like or core[0].word in TITLES
    return place > 0 and core[place - 1].word in _AFTER_NAME and not is_titled


def _name_before(core: Sequence[Token], runs: Sequence[tuple[int, int]]) -> list[str]:
    """Return the name with which a description begins, "Farida Qabbani of Meridian Capital in Dubai"."""
    first, last = runs[0] if runs else (0, 0)
    if first > 0 or not 2 <= last < len(core) or core[last].word not in _AFTER_NAME:
        return []
    name = [_bare(token) for token in core[:last]]
    return [] if set(name) & INSTITUTIONS else name


def _name_behind(segments: Sequence[Sequence[Token]]) -> list[str]:
    """Return the name behind a description of one person, "the port's former director, Lena Maas"."""
    described, *others = segments
    words = [_bare(token) for token in described]
    if not others or "and" in words or not words[0] or _head(described) in INSTITUTIONS:
        return []
    name = [_bare(token) for token in others[0]]
    is_one_run = list(_runs(others[0])) == [(0, len(others[0]))]
    return name if is_one_run and len(name) > 1 and not set(name) & INSTITUTIONS else []


def read_mentions(sentence: Sequence[Token]) -> Iterator[Naming]:
    """Read the names in the reporter's words."""
    for start, last in _runs(sentence):
        first = start + (start == 0 and last > 1 and _is_doing(sentence[0].word))
        words = tuple(_bare(token) for token in sentence[first:last])
        before = _bare(sentence[first - 1]) if first else ""
        end = sentence[last - 1].span.end
        if sentence[last - 1].word.endswith("'s"):
            end -= 2
        article = before if before in _ARTICLES | PLACING else ""
        roles = frozenset(set(words[:-1]) & TITLES)
        span = Span(sentence[first].span.start, end)
        yield Naming(span, words, roles, words, article)


def _is_doing(word: str) -> bool:
    """Tell whether a word with which a sentence begins is a verb: "Walking Vinter home"."""
    return len(word) >= _SHORTEST_DOING and word.endswith("ing")


def _segments(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a phrase at its commas and before "who"."""
    start = 0
    for place, token in enumerate(tokens):
        if place > start and (token.kind is TokenKind.PUNCTUATION or token.word == "who"):
            yield tokens[start:place]
            start = place + 1
    if start < len(tokens):
        yield tokens[start:]


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Find the stretches of capitalised words that may be names."""
    place = 0
    while place < len(tokens):
        start = place
        while place < len(tokens) and _continues_run(tokens, start, place):
            place += 1
        if place > start:
            yield start, place
        place = max(place, start + 1)


def _continues_run(tokens: Sequence[Token], start: int, place: int) -> bool:
    token = tokens[place]
    if token.is_name_like:
        ended = place > start and tokens[place - 1].word.endswith("'s")
        is_name = token.word not in _NO_NAME or (token.word in TIMES and not is_time(tokens, place))
        return is_name and not ended
    after = place + 1
    while after < len(tokens) and tokens[after].word in _PARTICLES:  # Karel van der Voss
        after += 1
    if place == start or after >= len(tokens) or not tokens[after].is_name_like:
        return False
    before = tokens[place - 1].word
    return token.word in _PARTICLES or (token.word == "of" and before in _TAKES_OF)


def _head(segment: Sequence[Token]) -> str:
    """Return the word that says what somebody is: "an Iranian analyst based in Europe"."""
    words = [_bare(token) for token in segment]
    for place, word in enumerate(words):
        if place and word in _ENDS_HEAD:
            return words[place - 1]
    return words[-1]


def _bare(token: Token) -> str:
    return token.word.removesuffix("'s")
