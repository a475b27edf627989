"""Finds the cues in a sentence: the words that tell that somebody is being reported.

A cue is a verb of saying with its auxiliaries, adverbs, listener ("have repeatedly demanded", "told The
Media Line"), or "according to". Verbs that report no words are left out: "was told", "declined to say",
"the report".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.speech.tokens import Token, TokenKind
from corpus.speech.verbs import LISTENER_VERBS, NOUN_LIKE, VERB_FORMS, VerbForm

BE = frozenset("""is are was were be been being am isn't aren't wasn't weren't""".split())
HELPERS = frozenset("""has have had will would could can may might must should did do does""".split())
_ADVERBS = frozenset(
    """also then later still further once often always again just even ever now soon twice recently first too
    instead meanwhile thus therefore since already only long both all once nonetheless""".split()
)
_NEGATIONS = frozenset(
    """not never no cannot n't don't doesn't didn't won't wouldn't couldn't can't hasn't haven't hadn't
    isn't aren't wasn't weren't hardly rarely""".split()
)
NOT_ADVERBS = frozenset("""family ally italy rally reply july supply assembly likely early""".split())
_BEFORE_NOUN = frozenset(
    """a an the this that these those his her its their my your our no some any such of for with from in on
    at about and""".split()
)
_BEFORE_PARTICIPLE = frozenset(["by", "and", "while", "also", "later"])
SINGULAR_PRONOUNS = frozenset(["he", "she", "it"])
PRONOUNS = SINGULAR_PRONOUNS | frozenset(["they", "i", "we", "you", "who"])
OBJECT_PRONOUNS = frozenset(["him", "her", "them", "me", "us", "you", "it"])
# Words that stand where a speaker does, and are nobody: "Its chairman", "nobody said".
NO_SPEAKERS = frozenset(
    """his her its their our my your whose him them me us nobody everybody everyone anybody anyone this that
    these which what there no""".split()
)
_ENDS_LISTENER = frozenset(
    """that whether why how what when where if to he she they it i we in on at during after before about by
    as of for from and but there this these those his last yesterday today monday tuesday wednesday
    thursday friday saturday sunday not is was are were has had will would via while recently earlier
    later this who which with following off""".split()
)
_FIXED = frozenset([("rest", "assured"), ("value", "added")])
_HEARSAY_VERBS = frozenset(["say", "report", "believe"])
PLURAL_WORDS = frozenset("they i we you who people police media men women both".split())
_LONGEST_LISTENER = 9


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as the tokens ``first`` to ``last`` (exclusive) of its sentence.

    ``verb`` is the dictionary form, or "according". ``is_participle`` marks a verb without a subject of
    its own beside it: ", adding that".
    """

    first: int
    last: int
    verb: str
    is_participle: bool


def find_cues(sentence: Sequence[Token]) -> list[Cue]:
    """Find the cues of a sentence in order, none overlapping."""
    cues: list[Cue] = []
    for place, token in enumerate(sentence):
        if token.kind is not TokenKind.WORD or (cues and place < cues[-1].last):
            continue
        if token.word == "according" and _word(sentence, place + 1) == "to":
            cues.append(Cue(place, place + 2, "according", is_participle=False))
        elif token.word in VERB_FORMS and not token.is_capitalised:
            cue = _read_verb(sentence, place)
            cues += [cue] if cue is not None else []
    return cues


def _read_verb(sentence: Sequence[Token], place: int) -> Cue | None:
    """Read the verb group around a verb of saying; None when it reports nobody's words."""
    verb, form = VERB_FORMS[sentence[place].word]
    first = _group_start(sentence, place)
    group = {token.word for token in sentence[first:place]}
    if group & _NEGATIONS or (group & BE and form is VerbForm.PAST):
        return None
    before = _word(sentence, first - 1)
    if before == "to":
        first = _went_on(sentence, first)
        if _word(sentence, first) not in ("went", "goes"):
            return None
    elif not _is_verb_here(sentence, place, first, form):
        return None
    following = _word(sentence, place + 1)
    if verb == "add" and group & HELPERS - {"has", "have", "had"}:  # "you can add a little water"
        return None
    if (verb == "put" and following != "it") or (before, sentence[place].word) in _FIXED:
        return None
    if following == "to" and _word(sentence, place + 2) in ("be", "have") and verb in _HEARSAY_VERBS:
        return None
    is_participle = form is VerbForm.GERUND and not group & BE
    return Cue(first, _cue_end(sentence, place, verb), verb, is_participle)


def _is_verb_here(sentence: Sequence[Token], place: int, first: int, form: VerbForm) -> bool:
    """Tell a finite verb or a participle from a noun or an adjective of the same spelling."""
    before = _word(sentence, first - 1)
    helped = any(token.word in HELPERS | BE for token in sentence[first:place])
    if helped:
        return True
    if form is VerbForm.GERUND:
        return before in _BEFORE_PARTICIPLE or _is_punctuation(sentence, first - 1)
    if before in _BEFORE_NOUN:
        return before == "and" and form is VerbForm.PAST
    if form is VerbForm.BASE and not (before in PLURAL_WORDS or before.endswith("s")):
        return False
    if sentence[place].word in NOUN_LIKE:
        return before in PRONOUNS or (form is VerbForm.THIRD and _is_plain_name(sentence, first - 1))
    return True


def _is_plain_name(sentence: Sequence[Token], place: int) -> bool:
    return place >= 0 and sentence[place].is_name_like and not is_possessive(sentence[place])


def is_possessive(token: Token) -> bool:
    """Tell whether a word ends in the mark of a possessive: Iran's, the officials'."""
    return token.word.endswith(("'s", "'"))


def _group_start(sentence: Sequence[Token], place: int) -> int:
    first = place
    while first > 0 and _belongs_to_verb(sentence[first - 1]):
        first -= 1
    return first


def _belongs_to_verb(token: Token) -> bool:
    word = token.word
    if token.kind is not TokenKind.WORD or token.is_capitalised:
        return False
    is_adverb = word in _ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS)
    return is_adverb or word in HELPERS or word in BE or word in _NEGATIONS


def _went_on(sentence: Sequence[Token], first: int) -> int:
    """Return where "went on to say" begins, else ``first``."""
    if _word(sentence, first - 2) == "on" and _word(sentence, first - 3) in ("went", "goes"):
        return first - 3
    return first


def _cue_end(sentence: Sequence[Token], place: int, verb: str) -> int:
    """Return the end of the cue, the listener included: "told The Media Line"."""
    if verb == "put":
        return place + 2
    if verb not in LISTENER_VERBS or sentence[max(0, place - 1)].kind is TokenKind.QUOTE:
        return place + 1
    end = place + 1
    limit = min(len(sentence), end + _LONGEST_LISTENER)
    if end < limit and sentence[end].word in OBJECT_PRONOUNS and verb == "tell":
        return end + 1
    while end < limit and sentence[end].kind is TokenKind.WORD:
        if sentence[end].word in _ENDS_LISTENER:
            break
        end += 1
    if verb != "tell" and end < limit and sentence[end].word in BE | HELPERS:  # "warned 43 people would"
        return place + 1
    return end if end < limit or end == len(sentence) else place + 1


def _word(sentence: Sequence[Token], place: int) -> str:
    return sentence[place].word if 0 <= place < len(sentence) else ""


def _is_punctuation(sentence: Sequence[Token], place: int) -> bool:
    return place >= 0 and sentence[place].kind is not TokenKind.WORD
