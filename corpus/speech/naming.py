"""Resolves a speaker as printed to the fullest naming of that speaker so far in the article.

"Hatami" is the "Iranian Defense Minister Amir Hatami" of an earlier paragraph, "the analyst" the one
analyst who has spoken, "he" the one person just named. Where two could be meant, nobody is: a wrong name
under somebody's words is worse than none.
"""

from collections import defaultdict
from collections.abc import Sequence

from corpus.spans import Span
from corpus.speech.cues import PRONOUNS
from corpus.speech.names import FORMS_OF_ADDRESS, INSTITUTIONS, PLACING, Naming, read_mentions, read_naming
from corpus.speech.people import FEMALE, HUMAN, MALE, read_people
from corpus.speech.tokens import Token, read_sentences

# "An official" of one paragraph need not be "an official" of another.
_NEW = frozenset("a an another one".split())
_POINTING = frozenset("the this that these those".split())
# "The minister of trade" need not be the minister of before.
_TELLS_APART = frozenset("of for at from in who whose with".split())
# How many paragraphs that name nobody a pronoun may reach back over.
_REACH = 2
# Forms of one name beyond this are not kept: nobody has so many, and a hostile text is read in time.
_MOST_FORMS = 30


def find_names(
    paragraphs: Sequence[Sequence[Sequence[Token]]], speakers: Sequence[Span], contents: Sequence[Span] = ()
) -> dict[Span, Span]:
    """Find the fullest naming of each speaker; speakers that stay unresolved are left out.

    Args:
        paragraphs: The sentences of each paragraph, as tokens.
        speakers: The speakers as printed, in any order.
        contents: What they say: whoever is only spoken of there, without a name, does not speak next.
    """
    book = _NameBook()
    spoken = {speaker.start: speaker for speaker in speakers}
    told = {content.start: content.end for content in contents}
    names: dict[Span, Span] = {}
    for sentences in paragraphs:
        book.begin_paragraph()
        for sentence in sentences:
            names |= _read_names(book, sentence, spoken, told)
    return names


def group_names(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Put together the resolved namings of one speaker, in each group the fullest first.

    Args:
        text: Canonical text.
        spans: Namings as ``find_names`` resolved them; the same one may come repeatedly.

    Example:
        "Hatami" and, further down, "Iranian Defense Minister Amir Hatami" are one group.
    """
    groups: list[list[Naming]] = []
    for span in sorted(set(spans)):
        naming = read_naming([token for found in read_sentences(text, span, ()) for token in found])
        group = next((group for group in groups if all(_are_one(one, naming) for one in group)), None)
        if group is None:
            groups.append([naming])
        else:
            group.append(naming)
    return [[one.span for one in sorted(group, key=_length, reverse=True)] for group in groups]


def _are_one(one: Naming, other: Naming) -> bool:
    """Tell whether two resolved namings are of one speaker: the same name, or the same description."""
    if one.words and other.words:
        is_same_name = one.surname == other.surname
        return is_same_name and _may_share_given(one, other) and not _differ_in_sex(one, other)
    described = [[word for word in naming.all_words if word not in _POINTING] for naming in (one, other)]
    return described[0] == described[1] and not {one.article, other.article} & _NEW


def _read_names(
    book: "_NameBook", sentence: Sequence[Token], spoken: dict[int, Span], told: dict[int, int]
) -> dict[Span, Span]:
    """Take the names of a sentence into the book and return those of its speakers."""
    names: dict[Span, Span] = {}
    mentions = {naming.span.start: naming for naming in read_mentions(sentence)}
    people = {first: (last, read_naming(sentence[first:last])) for first, last in read_people(sentence)}
    end_speaker = end_told = 0
    for place, token in enumerate(sentence):
        start = token.span.start
        end_told = max(end_told, told.get(start, 0))
        speaker = spoken.get(start)
        if speaker is not None:
            end = place
            while end < len(sentence) and sentence[end].span.end <= speaker.end:
                end += 1
            name = book.resolve(read_naming(sentence[place:end]))
            names |= {speaker: name} if name is not None else {}
            end_speaker = speaker.end
        elif start < end_speaker:
            continue
        elif start in mentions and place == 0:
            book.note_subject(mentions[start])
        elif start in mentions:
            book.note(mentions[start])
        elif place in people and start >= end_told:
            last, naming = people[place]
            is_told_apart = last < len(sentence) and sentence[last].word in _TELLS_APART
            book.note_stranger(naming, is_subject=place == 0, is_new=is_told_apart)
    return names


class _NameBook:
    """What an article has called everybody up to a place in it."""

    def __init__(self) -> None:
        self._by_surname: dict[str, dict[tuple[str, ...], Naming]] = defaultdict(dict)
        self._by_role: dict[str, dict[tuple[str, ...], Naming]] = defaultdict(dict)
        self._strangers: dict[tuple[str, ...], Naming] = {}
        self._called: dict[str, str] = {}
        self._spoken: set[str] = set()
        self._here: dict[str, Naming] = {}
        self._subjects: set[str] = set()
        self._before: dict[str, Naming] = {}
        self._n_nameless = 0
        self._latest: Naming | None = None

    def begin_paragraph(self) -> None:
        """Forget the people of the paragraph before the last one that named anybody."""
        self._n_nameless = 0 if self._here else self._n_nameless + 1
        if self._here or self._n_nameless > _REACH:
            self._before = self._here
        self._here, self._subjects = {}, set()

    def note(self, naming: Naming) -> None:
        """Take in a name that the reporter mentions."""
        known = self._by_surname[naming.surname]
        is_known = not naming.article and any(one.is_person for one in known.values())
        _keep(known, naming)
        if naming.is_person or is_known:
            self._here.setdefault(_identity(naming), naming)

    def note_subject(self, naming: Naming) -> None:
        """Take in a name with which a sentence begins."""
        self.note(naming)
        self._subjects.add(_identity(naming))

    def note_stranger(self, naming: Naming, *, is_subject: bool, is_new: bool) -> None:
        """Take in somebody whom the reporter mentions without a name, and may have named before."""
        found = (None if is_new else self._resolve_description(naming)) or self._stranger(naming)
        self._here.setdefault(_identity(found), found)
        if is_subject:
            self._subjects.add(_identity(found))

    def resolve(self, speaker: Naming) -> Span | None:
        """Take in a speaker and return the fullest naming; None when it stays open who it is."""
        if speaker.all_words[0] in PRONOUNS and len(speaker.all_words) == 1:
            found = self._resolve_pronoun(speaker.all_words[0])
        elif speaker.words:
            _keep(self._by_surname[speaker.surname], speaker)
            found = self._fullest(speaker)
        else:
            found = self._resolve_description(speaker)
        if speaker.article not in _POINTING and found is not None:
            for role in speaker.roles:
                _keep(self._by_role[role], speaker)
        self._latest = found
        if found is not None and found.is_person:
            self._here.setdefault(_identity(found), found)
            self._subjects.add(_identity(found))
            self._spoken.add(_identity(found))
        elif found is not None and self._may_be_somebody(found):
            self._here.setdefault(_identity(found), found)
        return found.span if found is not None else None

    def _may_be_somebody(self, speaker: Naming) -> bool:
        """Tell whether a name may be of a person, who then may be "she" as well: Meghan, but not Oslo."""
        forms = self._by_surname[speaker.surname].values()
        is_name = speaker.words and not speaker.article and speaker.surname not in INSTITUTIONS
        return bool(is_name) and not any(one.article in PLACING for one in forms)

    def _fullest(self, speaker: Naming) -> Naming | None:
        """Return the longest naming of a named speaker, None when two people share the name."""
        own_words = set(speaker.words) - MALE - FEMALE
        namings = [
            one
            for one in self._by_surname[speaker.surname].values()
            if _may_share_given(one, speaker) and not _differ_in_sex(one, speaker)
        ]
        given = [one.given for one in namings if one.given]
        if any(not first & other for first in given[:1] for other in given[1:]):
            return None
        fuller = [one for one in namings if own_words & set(one.words)]
        return max([speaker, *fuller], key=_length)

    def _resolve_description(self, speaker: Naming) -> Naming | None:
        """Find the one earlier speaker whom "the analyst" can mean."""
        if speaker.article not in _POINTING:
            return speaker
        wanted = set(speaker.all_words) - _POINTING
        namings = {
            _identity(one): one
            for role in sorted(speaker.roles)
            for one in self._by_role[role].values()
            if wanted <= set(one.all_words)
        }
        if not namings:
            return self._stranger(speaker) if speaker.roles & HUMAN else speaker
        if len(namings) > 1:
            return None
        (found,) = namings.values()
        return self._fullest(found) if found.words else found

    def _stranger(self, naming: Naming) -> Naming:
        """Return the first naming of whoever is called this and has no name."""
        called = tuple(word for word in naming.all_words if word not in _POINTING)
        return self._strangers.setdefault(called, naming)

    def _resolve_pronoun(self, pronoun: str) -> Naming | None:
        """Find the one person whom "he" or "she", or the several whom "they", can mean."""
        if pronoun == "they":
            return self._latest if self._latest is not None and _is_plural(self._latest) else None
        if pronoun not in ("he", "she"):
            return None
        here = self._of_sex(pronoun, self._here)
        people = self._of_sex(pronoun, self._before) | here
        subjects = self._subjects & here.keys()
        if len(here) == 1 and subjects:
            people = here
        if len(people) != 1:
            return None
        ((identity, found),) = people.items()
        if identity not in self._spoken and not (found.words and found.roles) and identity not in subjects:
            return None
        fullest = self._fullest(found) if found.words else found
        if fullest is None or not fullest.is_person:
            return None
        self._called[identity] = pronoun
        return fullest

    def _of_sex(self, pronoun: str, people: dict[str, Naming]) -> dict[str, Naming]:
        """Return whom of the ``people`` a pronoun can mean, by their words and pronouns so far."""
        wrong = FEMALE if pronoun == "he" else MALE
        return {
            identity: one
            for identity, one in people.items()
            if not {*one.words, *one.roles} & wrong and self._called.get(identity, pronoun) == pronoun
        }


def _keep(forms: dict[tuple[str, ...], Naming], naming: Naming) -> None:
    """Keep the first naming of each form."""
    if len(forms) < _MOST_FORMS:
        forms.setdefault(naming.all_words, naming)


def _identity(naming: Naming) -> str:
    return naming.surname or str(naming.span.start)


def _length(naming: Naming) -> tuple[int, int]:
    """Return how much a naming tells: "John Doe" more than "Mr. Doe"."""
    n_words = len(naming.all_words)
    return n_words - (naming.all_words[0] in FORMS_OF_ADDRESS), n_words


def _may_share_given(one: Naming, other: Naming) -> bool:
    return not one.given or not other.given or bool(one.given & other.given)


def _differ_in_sex(one: Naming, other: Naming) -> bool:
    ours, theirs = set(one.words), set(other.words)
    return bool(ours & MALE and theirs & FEMALE) or bool(ours & FEMALE and theirs & MALE)


def _is_plural(naming: Naming) -> bool:
    called = naming.all_words
    if "and" in called[: called.index(",") if "," in called else None]:
        return True
    return not naming.words and any(role.endswith("s") for role in naming.roles)
