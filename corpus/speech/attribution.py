"""Decides which words of a sentence each speaker is reported to have said.

Quoted words go to the speaker beside the marks, reported clauses to the speaker beside the clause. Marks
around a word or two that no cue introduces (“reconstruction”) are the reporter's own and stay out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.spans import Span
from corpus.speech.cues import BE, HELPERS
from corpus.speech.phrases import TIMES
from corpus.speech.records import SpeechKind
from corpus.speech.sayings import Saying, follows_quote, is_subordinate
from corpus.speech.tokens import Token, TokenKind
from corpus.speech.verbs import BARE_CLAUSE_VERBS, INFINITIVE_VERBS, LISTENER_VERBS, NAMING_VERBS

_CLAUSE_OPENERS = frozenset(["that", "whether", "why", "how", "what"])
_BEFORE_THAT = frozenset("""in on at to during after before from via through for by""".split())
_TRIMMED = frozenset(["but", "and", "so", "yet", "still", "or"])
_GOES_ON = frozenset(["but", "and", "or"])
_ANSWERING = frozenset(["asked", "questioned", "pressed", "quizzed"])
_BEFORE_OPENER = frozenset(["too", "also", "however", "again", "further"])
DASHES = frozenset(["-", "–", "—", "―", "--"])
_RELATIVES = frozenset(["which", "who", "where"])
_AFTER_PARTICIPLE = frozenset(["from", "by", "for"])
_STOPS = frozenset([*".,;:!?-–—", "--", "and", "but"])
_LONGEST_DETOUR = 14
_SHORTEST_CLAUSE = 3
_LONGEST_ADJUNCT = 5
_LONGEST_DATELINE = 12
_SCARE_WORDS = 2
_SCARE_DISTANCE = 2
_TITLE_WORDS = 5
_NAMING_REACH = 12
_LONGEST_REACH = 80
_LONGEST_LOOK = 40
_MOST_STOPS = 8


@dataclass(frozen=True, slots=True)
class Reported:
    """Words with the saying beside them, as spans; speaker and cue are None where nothing says who."""

    content: Span
    speaker: Span | None
    cue: Span | None
    kind: SpeechKind


def read_reported(text: str, sentence: Sequence[Token], sayings: Sequence[Saying]) -> list[Reported]:
    """Read the attributed words of one sentence, in the order of the text."""
    owners = _own_quotes(text, sentence, sayings)
    found = [
        _report(sentence, sentence[place].span, saying, _quote_kind(text, sentence, place, saying))
        for place, saying in owners.items()
    ]
    quoted = set(owners.values())
    for number, saying in enumerate(sayings):
        if saying.cue.verb in NAMING_VERBS:
            continue
        following = sayings[number + 1] if number + 1 < len(sayings) else None
        spans = [] if saying in quoted else _clause_after(sentence, saying, following)
        if not spans and not saying.is_participle:
            spans = _clauses_around(sentence, saying, sayings[number - 1].last if number else 0, following)
        found += [_report(sentence, span, saying, SpeechKind.INDIRECT) for span in spans]
    return sorted((one for one in found if _is_sound(one)), key=lambda one: one.content)


def _is_sound(one: Reported) -> bool:
    """Tell whether words, speaker and cue stand apart; a nickname in marks is nobody's words."""
    spans = [span for span in (one.content, one.speaker, one.cue) if span is not None]
    return not any(left.overlaps(right) for left, right in combinations(spans, 2))


def span_of(sentence: Sequence[Token], first: int, last: int) -> Span:
    """Return the stretch of text that the tokens ``first`` to ``last`` (exclusive) take up."""
    return Span(sentence[first].span.start, sentence[last - 1].span.end)


def _report(sentence: Sequence[Token], content: Span, saying: Saying, kind: SpeechKind) -> Reported:
    speaker = span_of(sentence, saying.speaker.first, saying.speaker.last)
    return Reported(content, speaker, span_of(sentence, saying.cue.first, saying.cue.last), kind)


def _own_quotes(text: str, sentence: Sequence[Token], sayings: Sequence[Saying]) -> dict[int, Saying]:
    """Return the saying of each quotation that is somebody's words, by its place in the sentence."""
    owners: dict[int, Saying] = {}
    after: Saying | None = None
    number = len(sayings)
    for place in range(len(sentence) - 1, -1, -1):
        while number and sayings[number - 1].last > place:
            number -= 1
            if not sayings[number].is_participle and follows_quote(sentence, sayings[number].first):
                after = sayings[number]
        if sentence[place].kind is not TokenKind.QUOTE:
            continue
        left = sayings[number - 1] if number else None
        owner = _choose(sentence, place, left, after)
        if owner is not None and not _is_scare(text, sentence, place, owner):
            owners[place] = owner
    return owners


def _choose(
    sentence: Sequence[Token], place: int, left: Saying | None, after: Saying | None
) -> Saying | None:
    """Choose between the saying before a quotation and the one right after a later quotation."""
    if left is not None and place - left.last > _LONGEST_REACH:
        left = None
    if left is not None and _distance(sentence, left.last, place) == 0:
        return left
    if after is not None and follows_quote(sentence, after.first):
        gap = after.first - place
        if gap <= 2 or left is None:
            return after
    if left is None or any(token.word == ";" for token in sentence[left.last : place]):
        return None
    if left.cue.verb in NAMING_VERBS and place - left.last > _NAMING_REACH:
        return None
    if is_subordinate(sentence, left) and any(t.word == "," for t in sentence[left.last : place - 1]):
        return None
    return left


def _distance(sentence: Sequence[Token], start: int, place: int) -> int:
    """Count the words between a saying and a quotation, "that" left out."""
    between = sentence[start:place]
    return sum(token.kind is not TokenKind.PUNCTUATION and token.word != "that" for token in between)


def _is_scare(text: str, sentence: Sequence[Token], place: int, owner: Saying) -> bool:
    """Tell whether the marks set off a word or two rather than report them."""
    inside = sentence[place].span.slice(text)
    words = inside.split()
    is_title = len(words) <= _TITLE_WORDS and all(
        not word[-2:].isalpha() or word.istitle() or word.isupper() for word in words
    )
    if is_title and owner.cue.verb in LISTENER_VERBS and place == owner.last:  # told “The Morning Hour” that
        return True
    if not is_title and (len(words) > _SCARE_WORDS or inside[-2:-1] in tuple(".,?!…;")):
        return False
    if owner.cue.verb in NAMING_VERBS or owner.first > place:
        return owner.first > place + 2
    return _distance(sentence, owner.last, place) > _SCARE_DISTANCE


def _quote_kind(text: str, sentence: Sequence[Token], place: int, owner: Saying) -> SpeechKind:
    inside = sentence[place].span.slice(text).strip("“”\"'‘’«»„`[( ")
    before = sentence[place - 1].word if place else ""
    if before == "that" or not inside or owner.cue.verb in NAMING_VERBS:
        return SpeechKind.MIXED
    stands_alone = place == 0 or before in (",", ":") or _distance(sentence, owner.last, place) == 0
    is_clause = not inside[0].islower() or inside[-1] in ".,?!…—-;" or place == 0
    return SpeechKind.DIRECT if stands_alone and is_clause else SpeechKind.MIXED


def _clause_after(sentence: Sequence[Token], saying: Saying, following: Saying | None) -> list[Span]:
    """Find the clause that follows a saying: "She said that the plan failed."."""
    start = _clause_start(sentence, saying)
    if start is None:
        return []
    end = _clause_end(sentence, saying, start, following)
    return [span_of(sentence, start, end)] if end - start >= _SHORTEST_CLAUSE else []


def _clause_start(sentence: Sequence[Token], saying: Saying) -> int | None:
    """Return where the clause begins that follows a saying; None when none follows."""
    start, verb = saying.last, saying.cue.verb
    while start < len(sentence) and sentence[start].word in _BEFORE_OPENER:
        start += 1
    if start >= len(sentence):
        return None
    if verb == "according":
        opens = saying.first == 0 and sentence[start].word == ","
        return start + 1 if opens and start + 1 < len(sentence) else None
    if sentence[start].word in _CLAUSE_OPENERS or (verb == "ask" and sentence[start].word == "if"):
        return start
    if verb in INFINITIVE_VERBS and sentence[start].word == "to":
        return start
    if sentence[start].word in _BEFORE_THAT | TIMES:
        return _that_beyond(sentence, start)
    is_bare = verb in BARE_CLAUSE_VERBS or (verb == "tell" and start > saying.cue.first + 1)
    return start if is_bare and _is_clause(sentence, start, verb) else None


def _that_beyond(sentence: Sequence[Token], start: int) -> int | None:
    """Find the clause beyond when and where it was said: "said in a statement on Monday that"."""
    for place in range(start, min(len(sentence), start + _LONGEST_DETOUR)):
        if sentence[place].kind is not TokenKind.WORD:
            return None
        if sentence[place].word == "that":
            return place
    return None


def _is_clause(sentence: Sequence[Token], start: int, verb: str) -> bool:
    if sentence[start].kind is not TokenKind.WORD or sentence[start].word in ("of", "as", "and"):
        return False
    words = [token.word for token in sentence[start + 1 : start + _LONGEST_LOOK]]
    return verb in ("say", "tell") or any(word in BE | HELPERS or word.endswith("ed") for word in words)


def _clause_end(sentence: Sequence[Token], saying: Saying, start: int, following: Saying | None) -> int:
    """Return the end of a clause, without the stop or the next saying: ", adding that"."""
    end = len(sentence)
    if following is not None and following.first > start and following.is_participle:
        end = following.first
    if saying.first <= 2 and is_subordinate(sentence, saying):  # "When she asked why, he left"
        end = next((place for place in range(start, end) if sentence[place].word == ","), end)
    return _without_stop(sentence, start, end)


def _without_stop(sentence: Sequence[Token], start: int, end: int) -> int:
    for _ in range(_MOST_STOPS):
        if end == start or sentence[end - 1].word not in _STOPS:
            break
        end -= 1
    return end


def _clauses_around(
    sentence: Sequence[Token], saying: Saying, previous_end: int, following: Saying | None
) -> list[Span]:
    """Find the clause that a saying follows: "The plan failed, she said."."""
    closed = saying.first > 0 and sentence[saying.first - 1].word in (",", "—", "–")
    if not (closed or saying.cue.verb == "according") or not _is_over(sentence, saying.last):
        return []
    if saying.last < len(sentence) and sentence[saying.last].word == ":":
        return []
    start = previous_end or _dateline_end(sentence)
    while start < saying.first and (
        sentence[start].word in _TRIMMED or sentence[start].kind is TokenKind.PUNCTUATION
    ):
        start += 1
    end = _without_stop(sentence, start, saying.first)
    clause = sentence[start:end]
    has_quote = any(token.kind is TokenKind.QUOTE for token in clause)
    if len(clause) < _SHORTEST_CLAUSE or has_quote:
        return []
    if clause[-1].word in _RELATIVES:  # "the door, which, she said, was shut"
        return _rest(sentence, saying, following, is_whole=True)
    leads_to_quote = any(token.kind is TokenKind.QUOTE for token in sentence[saying.last : saying.last + 2])
    if not _may_be_clause([token.word for token in clause], needs_verb=leads_to_quote):
        return []
    return [span_of(sentence, start, end), *_rest(sentence, saying, following)]


def _dateline_end(sentence: Sequence[Token]) -> int:
    """Return where a sentence goes on behind its dateline: "OSLO, Norway (AP) - "."""
    for place, token in enumerate(sentence[:_LONGEST_DATELINE]):
        if place and token.word in DASHES:
            return place + 1 if sentence[place - 1].word == ")" else 0
        if token.kind is TokenKind.WORD and not token.is_capitalised:
            break
    return 0


def _is_over(sentence: Sequence[Token], place: int) -> bool:
    """Tell whether nothing that could be said stands right after a saying."""
    if place == len(sentence) or sentence[place].kind is TokenKind.PUNCTUATION:
        return True
    return sentence[place].word in (_BEFORE_THAT - _AFTER_PARTICIPLE) | TIMES


def _may_be_clause(words: Sequence[str], *, needs_verb: bool) -> bool:
    """Tell a clause from an adjunct such as "On Monday in Ohio" or "Asked whether it was late"."""
    if words[0] in _ANSWERING:
        return False
    has_verb = any(word in BE | HELPERS or word.endswith("ed") for word in words)
    needs_verb = needs_verb or words[0].endswith("ing")
    return has_verb or (not needs_verb and len(words) > _LONGEST_ADJUNCT and words[0] not in _BEFORE_THAT)


def _rest(
    sentence: Sequence[Token], saying: Saying, following: Saying | None, *, is_whole: bool = False
) -> list[Span]:
    """Find how a clause goes on after the saying inside it: ", she said, but it will return."."""
    start = saying.last + 1
    if start >= len(sentence) or sentence[start - 1].word != ",":
        return []
    limit = following.first if following is not None else len(sentence)
    end = _without_stop(sentence, start, max(start, limit))
    has_quote = any(token.kind is TokenKind.QUOTE for token in sentence[start:end])
    goes_on = is_whole or (sentence[start].word in _GOES_ON and end - start > _SHORTEST_CLAUSE)
    return [span_of(sentence, start, end)] if goes_on and not has_quote else []
