"""Splits canonical text into paragraphs and sentences, as spans.

Knows typography and English news style, no grammar. A token that ends in a stop ends its sentence
when the text after it can begin one and the token is no abbreviation. In doubt the text stays
together: a quote of two sentences is whole, a quote of half a sentence is not. Every step is
linear, also on hostile text.

Why not a library: sentencesplit and pysbd hang on unclosed quotation marks, yasbd on full stops
and on brackets; syntok splits after `Rep.` and knows no Arabic or Chinese stops.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.spans import Span


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


def _any_of(table: str) -> str:
    return "(?:" + "|".join(table.split()) + ")"


# A name always follows these, so that they never end a sentence.
_TITLES = _words("""
    Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Gen Gens Lt Lieut Col Cols Maj Brig Capt Cmdr Adm
    Sgt Cpl Pvt Sen Sens Rep Reps Gov Govs Hon Rev Fr Msgr Insp Supt Amb Mt Ft vs v e.g i.e a.k.a cf
    viz""")
# These end a sentence only where a usual first word follows (`_STARTER`). So do initials.
_ABBREVIATIONS = _words("""
    St Ave Blvd Rd Inc Co Cos Corp Ltd Bros Plc Assn Dept Univ Intl Jr Sr Esq Pres Atty Dist al etc
    approx est Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Mo Mont Neb Nev Okla
    Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Yahoo! Jeopardy! Yum!""")
_BEFORE_NUMBERS = _words("No Nos no nos p pp Art Ch Fig fig Op Sec Vol vol Rs c ca r")
_CLOCK_TIMES = _words("a.m p.m A.M P.M")
_STARTER = re.compile(
    _any_of("""
    A According After All Although Among An And Another As At Because Before Both But By Despite Did
    Do Does Each Earlier Even For From He Her Here His How However I If In Instead Is It Its Last
    Later Many Meanwhile More Most My Neither Nobody None Nor Not Now Officials On Once One Only
    Other Others Our Police Several She Since So Some Such That The Their Then There These They This
    Those Though Through Thus To Today Two Under Until We What When Where Whether Which While Who
    Why With Without Yet You Your""")
    + r"(?![\w.-])"
)
_AFTER_CLOCK_TIME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+\.?\s\d{1,2}\b"
    r"|(?:[A-Z]{1,3}T|UTC|Eastern|Central|Mountain|Pacific)\b"
)
_SPEECH_VERB = _any_of("""
    added answered asked asks continued cried declared demanded exclaimed inquired insisted joked
    replied responded said says shouted told tweeted wondered wrote yelled""")
# “Why?” Trump asked. But not “Why?” Trump asked why. And 「はい。」と言った。
_ATTRIBUTION = re.compile(
    rf"と|って|(?:I\s+|(?!{_STARTER.pattern})(?:[A-Z][\w.’'-]*+\s++){{1,5}}?){_SPEECH_VERB}"
    r"(?=[.,;:]|\s+(?:[A-Z]|(?:about|after|as|at|during|in|last|on|when|while|with)\b))"
)

_STOPS = tuple(".!?…。！？｡؟۔।")
_QUOTES = frozenset("\"'“”‘’«»‹›„「」『』")
_CLOSING_MARKS = "\"'”’»›)]}」』】）》"
# First and last of each range: symbols, flags, pictographs, variation selector, joiner.
_EMOJI = [
    (0x2600, 0x27BF),
    (0x1F1E6, 0x1F1FF),
    (0x1F300, 0x1FAFF),
    (0xFE0F, 0xFE0F),
    (0x200D, 0x200D),
]
_EMOJI_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _EMOJI)
_CLOSERS = _CLOSING_MARKS + "".join(chr(code) for first, last in _EMOJI for code in range(first, last + 1))
# Ideographic stops need no space after them. A closing mark or emoji that stands apart belongs to
# the word before it. Possessive throughout: no backtracking.
_TOKEN = re.compile(
    rf"(?P<word>(?=\S)[^\s。！？｡]*+(?:[。！？｡]++[{re.escape(_CLOSING_MARKS)}{_EMOJI_CLASS}]*+)?+)"
    rf"(?:\s++[”»›{_EMOJI_CLASS}]++(?!\S))*+"
)
_OPENING = re.compile(r"[\s\"'“‘’«‹„»(\[{「『（《¿¡*_•–—-]*+")
_CONTINUERS = frozenset(".!?…。！？｡؟۔।,;:،؛、，)]}%&=+/")
_NAME_IN_LOWER_CASE = re.compile(r"[a-z]{1,2}[-’']?[A-Z]")  # iPhone, al-Assad, d’Estaing
# An ellipsis that opens a sentence ends it no more than a number does.
_LIST_MARKER = re.compile(r"[(\[•⁃*-]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\.|\.+|…+")
_EDITORIAL_ELLIPSIS = re.compile(r"[\[(][.…]+")
_INITIALS = re.compile(r"[A-Z]|[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")  # W, U.S, Ph.D
_WORD_EDGE = re.compile(r"[^\w.&’'!]")


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """One sentence of an article: its span, and the 0-based index of its paragraph in the text."""

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Stop:
    """A token that ends in a stop, between the text before and after it."""

    core: str  # without the closing marks
    closers: str
    opening: str  # white space and opening marks before the next word
    text: str
    next: int  # where the next word starts
    end: int  # of the paragraph
    is_first: bool  # in its sentence, but for a bullet

    def precedes(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self.text, self.next, self.end) is not None


def split_paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of canonical text, in order, without surrounding white space.

    Where a blank line stands between two lines of text, blank lines separate paragraphs and a
    single line break is soft (hard-wrapped text). Otherwise every line break ends a paragraph.
    """
    separator = r"\n\s*\n" if re.search(r"\n\s*\n", text.strip()) else r"\n"
    breaks = [edge for found in re.finditer(separator, text) for edge in found.span()]
    edges = [0, *breaks, len(text)]
    return list(_trimmed(text, zip(edges[::2], edges[1::2], strict=True)))


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of every paragraph of canonical text, in order.

    Every character but white space belongs to exactly one sentence, and a closing quotation mark
    or bracket to the sentence it closes. Direct speech is split between its sentences, but not
    before an attribution (`“Go!” she said.`).
    """
    return [
        Sentence(span, number)
        for number, paragraph in enumerate(split_paragraphs(text))
        for span in _split_paragraph(text, paragraph)
    ]


def _trimmed(text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in stretches:
        stretch = text[start:end]
        if stretch.strip():
            start += len(stretch) - len(stretch.lstrip())
            yield Span(start, start + len(stretch.strip()))


def _split_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for token, following in pairwise(_TOKEN.finditer(text, paragraph.start, paragraph.end)):
        core = token["word"].rstrip(_CLOSERS)
        if core.endswith(_STOPS) and _ends_sentence(_stop_at(token, core, start, paragraph.end)):
            yield Span(start, token.end())
            start = following.start()
    yield Span(start, paragraph.end)


def _stop_at(token: re.Match[str], core: str, start: int, end: int) -> _Stop:
    opening = _OPENING.match(token.string, token.end(), end)
    after = opening.end() if opening else token.end()
    return _Stop(
        core=core,
        closers=token["word"][len(core) :],
        opening=token.string[token.end() : after],
        text=token.string,
        next=after,
        end=end,
        is_first=token.start() - start <= len("• "),
    )


def _ends_sentence(stop: _Stop) -> bool:
    if _is_continued(stop):
        return False
    if stop.is_first and _LIST_MARKER.fullmatch(stop.core):
        return False
    if _EDITORIAL_ELLIPSIS.fullmatch(stop.core):
        return False
    if stop.closers and not stop.core.endswith(".") and stop.precedes(_ATTRIBUTION):
        return False
    return not _is_abbreviated(stop)


def _is_continued(stop: _Stop) -> bool:
    if stop.next == stop.end or stop.text[stop.next] in _CONTINUERS:
        return True
    return stop.text[stop.next].islower() and not stop.precedes(_NAME_IN_LOWER_CASE)


def _is_abbreviated(stop: _Stop) -> bool:
    """Tell whether the stop only marks an abbreviation, an initial or a name like `Yahoo!`."""
    word = _WORD_EDGE.split(stop.core)[-1].removesuffix(".")
    if stop.text[stop.next].isdigit():
        return word in _BEFORE_NUMBERS or word in _ABBREVIATIONS or word in _TITLES
    if word in _TITLES or word.capitalize() in _TITLES:  # Mrs. and, in headlines, MRS.
        return True
    if word in _CLOCK_TIMES:
        return stop.precedes(_AFTER_CLOCK_TIME)
    if word not in _ABBREVIATIONS and not _INITIALS.fullmatch(word):
        return False
    # Robert F. “Bobby” Kennedy, but: to leave the U.S. “We stay,” he said.
    opens_speech = len(word) > 1 and not _QUOTES.isdisjoint(stop.opening)
    return not (opens_speech or not _QUOTES.isdisjoint(stop.closers) or stop.precedes(_STARTER))
