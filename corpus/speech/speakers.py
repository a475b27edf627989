"""Reads the noun phrase that names a speaker beside a cue.

Without a parser: the phrase before a verb runs back to the nearest word that can only begin a clause, the
phrase after one runs on to the nearest word that can only end it. A stretch that does not look like
somebody who speaks gives no speaker.
"""

from collections.abc import Sequence

from corpus.speech.cues import NOT_ADVERBS, PRONOUNS
from corpus.speech.phrases import (
    BEGINS_ADVERBIAL,
    BEGINS_CLAUSE,
    DETERMINERS,
    LEADING_ADVERBS,
    LONGEST_PHRASE,
    MOST_MODIFIERS,
    NAME_LINKS,
    OCCASIONS,
    PREPOSITIONS,
    SUBORDINATES,
    TIMES,
    Phrase,
    is_adverbial,
    is_appositive,
    is_nickname,
    is_time,
    may_speak,
)
from corpus.speech.tokens import Token, TokenKind
from corpus.speech.verbs import VERB_FORMS, VerbForm

_JOINING = frozenset(["and", "but", "or", "so", "yet"])
# Who speaks for somebody "to the U.N.": the word begins no clause behind these.
_SENT_TO = frozenset(
    """ambassador ambassadors embassy envoy envoys mission representative representatives delegate delegates
    observer adviser advisers advisor advisors aide aides assistant counsel counselor delegation""".split()
)


def read_before(sentence: Sequence[Token], end: int) -> Phrase | None:
    """Read the subject that ends where a verb group begins; None when there is none."""
    if end > 1 and sentence[end - 1].word == "who":
        found = read_before(sentence, end - 1 - (sentence[end - 2].word == ","))
        return found and Phrase(found.first, found.last, end)
    if end == 0 or sentence[end - 1].word != ",":
        return _read_subject(sentence, _segment_start(sentence, end), end)
    return _read_modified_subject(sentence, end)


def _read_modified_subject(sentence: Sequence[Token], edge: int) -> Phrase | None:
    """Read a subject that a comma closes: "Jane Doe, 45, a nurse in Ohio,"."""
    end = last = edge - 1
    for _ in range(MOST_MODIFIERS):
        start = _segment_start(sentence, end)
        if start == end or start == 0 or sentence[start - 1].word != ",":
            break
        if end < edge - 1 and sentence[start].word in _JOINING:  # ", and its minister, Jane Doe,"
            break
        if is_adverbial(sentence[start]):
            last = start - 1
        elif not is_appositive(sentence, start, end) or _follows_adjunct(sentence, start):
            break
        end = start - 1
    if end == edge - 1:
        return None
    head = _read_subject(sentence, _segment_start(sentence, end), end)
    if head is None or (head.first and sentence[head.first - 1].word in PREPOSITIONS):
        return None
    return Phrase(head.first, last, edge)


def _follows_adjunct(sentence: Sequence[Token], start: int) -> bool:
    """Tell whether a name follows an opening that names nobody: "On Monday, Jane Doe"."""
    first = _segment_start(sentence, start - 1)
    opening = sentence[first + (sentence[first].word in _JOINING)]
    is_adjunct = opening.word in PREPOSITIONS | LEADING_ADVERBS | SUBORDINATES
    return is_adjunct and sentence[start].is_name_like


def _segment_start(sentence: Sequence[Token], end: int) -> int:
    """Go back from ``end`` to the nearest punctuation mark or sentence of somebody's words."""
    start = end
    while start > 0 and end - start < LONGEST_PHRASE:
        token = sentence[start - 1]
        if token.word == ")":
            opening = _opening_bracket(sentence, start - 1)
            if opening is None:
                break
            start = opening
        elif token.kind is TokenKind.WORD or token.word == "$" or is_nickname(sentence, start - 1):
            start -= 1
        else:
            break
    return start


def _opening_bracket(sentence: Sequence[Token], closing: int) -> int | None:
    for place in range(closing - 1, max(-1, closing - 8), -1):
        if sentence[place].word == "(":
            return place
    return None


def _read_subject(sentence: Sequence[Token], start: int, end: int) -> Phrase | None:
    """Read a subject without commas from the stretch ``start`` to ``end``."""
    words = [token.word for token in sentence[start:end]]
    head_end = start + words.index("who", 1) if "who" in words[1:] else end
    first = head_end
    while first > start and not _begins_clause(sentence, start, first - 1):
        first -= 1
    while first < head_end - 1 and (sentence[first].word in LEADING_ADVERBS or sentence[first].word == "("):
        first = _closing_bracket(sentence, first) or first
        first += 1
    first = _behind_time(sentence, first, head_end)
    if first >= head_end:
        return None
    if head_end == end and (
        sentence[first].word in PREPOSITIONS | PRONOUNS or sentence[end - 1].word in PRONOUNS
    ):
        first = _final_name(sentence, first, end)
    return Phrase(first, end, end) if may_speak(sentence, first, end) else None


def _behind_time(sentence: Sequence[Token], first: int, end: int) -> int:
    """Return where a name or description begins behind when: "Last night Minister Bo Lund"."""
    place = first
    while place < end and is_time(sentence, place):
        place += 1
    if place in (first, end):
        return first
    is_name = sentence[place - 1].is_capitalised and sentence[place - 1].word not in LEADING_ADVERBS
    begins = sentence[place].is_name_like or sentence[place].word in DETERMINERS
    return place if begins and not is_name else first  # not of "Morning Consult"


def _begins_clause(sentence: Sequence[Token], start: int, place: int) -> bool:
    """Tell whether a subject cannot reach back over the token at ``place``."""
    token = sentence[place]
    if token.word == "and":
        return not _joins_names(sentence, start, place)
    if token.is_capitalised and place > 0:
        return False
    if token.word == "to" and place > start and sentence[place - 1].word in _SENT_TO:
        return False
    return token.word in BEGINS_CLAUSE or (_is_past(token) and place + 1 < len(sentence))


def _is_past(token: Token) -> bool:
    return not token.is_capitalised and VERB_FORMS.get(token.word, ("", None))[1] is VerbForm.PAST


def _joins_names(sentence: Sequence[Token], start: int, place: int) -> bool:
    """Tell "Jerusalem and Washington" from "it rained and Washington"."""
    left = sentence[start:place]
    if not left or len(left) > 6 or not (left[0].is_name_like or left[0].word in DETERMINERS):
        return False
    if any(token.word in BEGINS_CLAUSE or token.word.endswith("ed") for token in left):
        return False
    return left[-1].is_name_like or left[0].word in DETERMINERS


def _final_name(sentence: Sequence[Token], start: int, end: int) -> int:
    """Return where the pronoun or name begins that ends a stretch: "On Monday Trump"."""
    first = end - 1
    if sentence[first].word in PRONOUNS:
        return first
    while first > start and _continues_name(sentence[first - 1]):
        first -= 1
    return first if first > start + 1 or sentence[start].word in PRONOUNS else end


def _continues_name(token: Token) -> bool:
    return token.is_name_like and token.word not in TIMES | LEADING_ADVERBS | PREPOSITIONS


def read_after(sentence: Sequence[Token], start: int) -> Phrase | None:
    """Read the phrase that follows a verb or "according to"; None when there is none."""
    if start >= len(sentence) or sentence[start].kind is not TokenKind.WORD:
        return None
    opening = sentence[start]
    if opening.word in PRONOUNS - {"who"}:
        return Phrase(start, start + 1, start + 1)
    if is_time(sentence, start) or opening.word in BEGINS_ADVERBIAL | BEGINS_CLAUSE | {"of", "for", "and"}:
        return None
    last = _core_end(sentence, start)
    for _ in range(MOST_MODIFIERS):
        end = _appositive_end(sentence, last)
        if end == last:
            break
        last = end
    return Phrase(start, last, last) if may_speak(sentence, start, last) else None


def _core_end(sentence: Sequence[Token], start: int) -> int:
    """Run on from ``start`` to the end of the phrase, asides after a comma left out."""
    is_name = sentence[start].is_name_like
    described = not is_name
    relative = False
    limit = min(len(sentence), start + LONGEST_PHRASE)
    place = last = start
    while place < limit:
        token = sentence[place]
        if token.kind is not TokenKind.WORD:
            closing = _closing_bracket(sentence, place)
            if closing is None and not is_nickname(sentence, place):
                break
            place = closing or place
        elif token.word == "who" and place > start:
            relative = True
        elif place > start and not relative and _ends_core(sentence, place, described=described):
            break
        elif not token.is_capitalised and token.word not in NAME_LINKS | PREPOSITIONS:
            described = True
        place += 1
        if token.word not in PREPOSITIONS | NAME_LINKS:
            last = place
    return last


def _closing_bracket(sentence: Sequence[Token], place: int) -> int | None:
    if sentence[place].word != "(":
        return None
    for closing in range(place + 1, min(len(sentence), place + 8)):
        if sentence[closing].word == ")":
            return closing
    return None


def _ends_core(sentence: Sequence[Token], place: int, *, described: bool) -> bool:
    """Tell whether the word at ``place`` belongs to a phrase no more."""
    token = sentence[place]
    word = token.word
    if is_time(sentence, place) and not sentence[place - 1].word.endswith("."):
        return True
    if token.is_capitalised:
        return False
    if word in BEGINS_CLAUSE - {"to"} or word in PRONOUNS or word in LEADING_ADVERBS - {"and"}:
        return True
    if word in PREPOSITIONS and word != "of":
        return not described or _leads_to_occasion(sentence, place)
    is_adverb = word.endswith("ly") and word not in NOT_ADVERBS
    return is_adverb or word in ("saying", "adding", "speaking")


def _leads_to_occasion(sentence: Sequence[Token], place: int) -> bool:
    """Tell "in a statement" and "on Monday" from "in the White House"."""
    return any(token.word in OCCASIONS for token in sentence[place + 1 : place + 5])


def _appositive_end(sentence: Sequence[Token], comma: int) -> int:
    """Return the end of the aside that begins with the comma, or ``comma`` when none does."""
    if comma + 1 >= len(sentence) or sentence[comma].word != ",":
        return comma
    start = comma + 1
    token = sentence[start]
    if token.kind is not TokenKind.WORD or (is_adverbial(token) and token.word != "who"):
        return comma
    if token.word in BEGINS_CLAUSE or is_time(sentence, start) or _is_past(token):
        return comma
    is_nameless = not sentence[comma - 1].is_capitalised
    if is_nameless and token.word in DETERMINERS and sentence[0].word == "according":
        return comma
    end = _core_end(sentence, start)
    is_open = end < len(sentence) and sentence[end].kind is TokenKind.WORD
    if is_open and sentence[end].word not in PREPOSITIONS | TIMES:
        return comma
    return end if is_appositive(sentence, start, end) else comma
