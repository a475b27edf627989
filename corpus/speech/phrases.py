"""Says what a stretch of tokens can be: a name, an aside, somebody who speaks.

The word lists that the readers in ``corpus.speakers`` go by, with the tests that need no place in a
sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.speech.cues import BE, NO_SPEAKERS, PLURAL_WORDS, PRONOUNS, is_possessive
from corpus.speech.tokens import Token, TokenKind

BEGINS_CLAUSE = frozenset(
    """that because when if as after before while although though since until till so than whether where
    which but or nor what how why whose whom unless once yet because not to has have had will would
    could can may might must should did do does""".split()
) | (BE - {"being", "been"})
SUBORDINATES = frozenset(
    "when after as while once before if although though because since where whereas".split()
)
PREPOSITIONS = frozenset(
    """in on at for from by with of to during after before under over about against across amid among
    around behind between despite inside into near off outside since through throughout toward towards
    upon within without like unlike following per via""".split()
)
LEADING_ADVERBS = frozenset(
    """then later meanwhile still yet also today yesterday tonight now afterward afterwards earlier however
    instead indeed recently again once and but or so nor perhaps moreover thus here there monday tuesday
    wednesday thursday friday saturday sunday even only just finally eventually nevertheless nonetheless
    additionally""".split()
)
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december today yesterday tonight tomorrow week month year morning
    afternoon evening night weekend earlier later recently afterward afterwards last early late ago mon
    tue wed thu fri sat sun jan feb aug sept oct nov dec""".split()
)
OCCASIONS = TIMES | frozenset(
    """statement interview interviews email e-mail emails speech call briefing conference rally event tweet
    post letter memo news press phone telephone appearance remarks debate hearing radio television show
    podcast segment meeting op-ed report reply response interview. twitter facebook forum time hall
    testimony message clip video article column stump""".split()
)
DETERMINERS = frozenset(
    """a an the this that these those his her its their our my your some many most several both all another
    other each every one two three four five six seven eight nine ten few more no any various numerous
    dozens hundreds thousands""".split()
)
BEGINS_ADVERBIAL = PREPOSITIONS | frozenset(
    """speaking asked as when while if though although however meanwhile too himself herself who apparently
    reportedly clearly then there because so and but or not is was are were has had he she they it i we
    you that this which what echoing""".split()
) - {"of", "who"}
NAME_LINKS = frozenset(
    """of the de del della der van von den bin ibn al el la le du da dos di y for and""".split()
)
_ARTICLES = frozenset(["a", "an", "the"])
_BEFORE_ARTICLE = PREPOSITIONS | DETERMINERS | {"and", "than", "of", "as"}
_GIVEN_NAMES = frozenset(["jan", "april", "june", "august"])
# Who speaks as a single word in lower case without an s at its end.
_BARE_SPEAKERS = (
    PRONOUNS
    | PLURAL_WORDS
    | frozenset(
        """data research evidence one some many most someone somebody few another each none neither either
        all two three management staff officialdom legend history tradition science counsel mother father
        mom dad prosecution defence defense""".split()
    )
)
_FRAGMENT_CHARS = 40
LONGEST_PHRASE = 40
MOST_MODIFIERS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker as the tokens ``first`` to ``last`` (exclusive) of a sentence.

    ``edge`` is where the phrase ends with all that belongs to it, such as an aside that is not part of
    the name: "Trump, speaking in Ohio,".
    """

    first: int
    last: int
    edge: int


def is_nickname(sentence: Sequence[Token], place: int) -> bool:
    """Tell whether a quotation is part of a name: Dwayne “The Rock” Johnson."""
    token = sentence[place]
    if token.kind is not TokenKind.QUOTE or token.span.end - token.span.start > _FRAGMENT_CHARS:
        return False
    inside = 0 < place < len(sentence) - 1
    return inside and sentence[place - 1].is_name_like and sentence[place + 1].is_name_like


def is_time(sentence: Sequence[Token], place: int) -> bool:
    """Tell a day, month or hour from who has one for a first name: Jan de Vries, April Ryan."""
    token = sentence[place]
    if token.word not in _GIVEN_NAMES or not token.is_capitalised:
        return token.word in TIMES
    after = place + 1
    while after < len(sentence) and sentence[after].word in NAME_LINKS - {"of", "for", "and"}:
        after += 1
    return after == len(sentence) or not sentence[after].is_name_like or sentence[after].word in TIMES


def is_adverbial(token: Token) -> bool:
    """Tell whether an aside that begins with ``token`` says how or when, not who."""
    return not token.is_capitalised and (token.word in BEGINS_ADVERBIAL or token.word.endswith(("ing", "ly")))


def is_appositive(sentence: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether an aside names or describes somebody and holds no clause of its own."""
    token = sentence[start]
    if token.kind is not TokenKind.WORD or token.word in PRONOUNS - {"who"}:
        return False
    if token.word in ("who", "whose"):
        return True
    words = [one.word for one in sentence[start:end]]
    clause = words[: words.index("who")] if "who" in words else words
    return not any(word in BE or word in ("has", "had", "said", "says") for word in clause)


def may_speak(sentence: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a stretch looks like somebody who can say something."""
    if last <= first or last - first > LONGEST_PHRASE:
        return False
    end = sentence[last - 1]
    if end.kind is not TokenKind.WORD and end.word != ")":
        return False
    if end.word in PREPOSITIONS | TIMES | BEGINS_CLAUSE | {"having", "being"} or is_possessive(end):
        return False
    if last - first == 1 and (end.word in NO_SPEAKERS or _is_thing(end)):
        return False
    if _cannot_begin(sentence, first) or end.word in _ARTICLES:
        return False
    return not _holds_object(sentence, first, last)


def _is_thing(token: Token) -> bool:
    """Tell whether a word by itself is nobody: "rest assured", "value added tax"."""
    is_somebody = token.is_capitalised or token.word.endswith("s") or token.word in _BARE_SPEAKERS
    return not is_somebody


def _cannot_begin(sentence: Sequence[Token], first: int) -> bool:
    """Tell whether a word rules out a speaker; George Will begins no question."""
    is_name = first > 0 and sentence[first].is_capitalised
    return not is_name and sentence[first].word in BEGINS_CLAUSE | PREPOSITIONS


def _holds_object(sentence: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether an article stands where only a verb can have put it: "set up a website"."""
    for place in range(first + 1, last):
        before = sentence[place - 1]
        if sentence[place].word == "who" or before.kind is not TokenKind.WORD:
            return False
        is_article = sentence[place].word in _ARTICLES and not sentence[place].is_capitalised
        if is_article and before.word not in _BEFORE_ARTICLE:
            return True
    return False
