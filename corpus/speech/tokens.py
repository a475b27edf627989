"""Cuts a paragraph into sentences of tokens, in which a whole quotation is one token.

This is the reading that speech needs: a full stop inside quotation marks ends nothing when the reporter
goes on (“We will.” he said). Sentences to be quoted are another matter: ``corpus.sentences``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from corpus.spans import Span
from corpus.speech.quotation import Quotation
from corpus.speech.verbs import VERB_FORMS

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Messrs|Dr|Drs|Prof|Rev|Hon|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Lt|Col|Maj|Capt|Cpl|Sgt|Cmdr"
    "|Adm|Pres|Amb|Atty|Sec|Supt|St|Ft|Jr|Sr|Inc|Corp|Co|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec|No|vs"
)
_STATES = (
    "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
    "|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo"
)
_TOKEN = re.compile(
    rf"(?:(?:[^\W\d_]\.){{2,}}(?:-\w+)*|(?:{_ABBREVIATIONS}|[A-Z])\.(?=[\s,])|(?:{_STATES})\.(?=[,)])"
    r"|\d[\d.,]*\d%?(?![-\w])|\w+(?:[-'’&@/+]\w+)*%?(?:['’](?!\w))?)"
    r"|--+|\.\.+|[^\w\s]"
)
_NAME_WITH_PARTICLE = re.compile(r"(?:a[dlnrstz]|ash|el|ul|d|l)[-‐‑'’][^\W\d_]")  # al-Assad, d’Estaing
_ENDS_SENTENCE = frozenset(".?!…") | {"...", "...."}
_AFTER_ASKED = frozenset("""in on at of to about during after before as when while the him her""".split())
_LONGEST_ASKER = 12
_CLOSING_MARKS = "”\"’'»“›"


class TokenKind(StrEnum):
    """What a token is for the grammar of attribution."""

    WORD = "word"
    PUNCTUATION = "punctuation"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark or a whole quotation; ``word`` is lower case, for comparing only."""

    span: Span
    kind: TokenKind
    word: str
    is_capitalised: bool

    @property
    def is_name_like(self) -> bool:
        """Tell whether the token is a word printed with a capital."""
        return self.kind is TokenKind.WORD and self.is_capitalised


def read_sentences(text: str, paragraph: Span, quotations: Sequence[Quotation]) -> list[list[Token]]:
    """Read a paragraph as sentences of tokens, none of them empty.

    Args:
        text: Canonical text.
        paragraph: The stretch to read.
        quotations: The quotations of this paragraph in order, none overlapping.
    """
    sentences: list[list[Token]] = [[]]
    tokens = list(_read_tokens(text, paragraph, quotations))
    for place, token in enumerate(tokens):
        sentences[-1].append(token)
        if _ends_sentence(text, tokens, place):
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _read_tokens(text: str, paragraph: Span, quotations: Sequence[Quotation]) -> Iterator[Token]:
    start = paragraph.start
    for quotation in quotations:
        yield from _read_words(text, start, quotation.span.start)
        yield Token(quotation.span, TokenKind.QUOTE, "", is_capitalised=False)
        start = quotation.span.end
    yield from _read_words(text, start, paragraph.end)


def _read_words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        printed = found.group()
        is_word = printed[0].isalnum() or printed[0] == "_"
        yield Token(
            Span(found.start(), found.end()),
            TokenKind.WORD if is_word else TokenKind.PUNCTUATION,
            printed.lower().replace("’", "'"),
            is_capitalised=printed[:1].isupper() or printed[1:2].isupper() or _is_name_with_particle(printed),
        )


def _is_name_with_particle(printed: str) -> bool:
    found = _NAME_WITH_PARTICLE.match(printed)
    return found is not None and printed[found.end() - 1].isupper()


def _ends_sentence(text: str, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a sentence ends with the token at ``place``."""
    token = tokens[place]
    if token.kind is TokenKind.WORD or place + 1 == len(tokens):
        return False
    following = tokens[place + 1]
    if token.kind is TokenKind.QUOTE:
        if not ends_with_stop(text, token.span) or not _begins_sentence(following):
            return False
        return text[token.span.start : token.span.end].rstrip(_CLOSING_MARKS)[-1] in ".…" or (
            not _is_asked(tokens, place + 1)
        )
    return token.word in _ENDS_SENTENCE and (
        _begins_sentence(following) and following.span.start > token.span.end
    )


def _is_asked(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a speaker with a cue follows a question: “Is it over?” Trump asked."""
    for token, after in pairwise(tokens[place : place + _LONGEST_ASKER]):
        if token.kind is not TokenKind.WORD and token.word != ",":
            return False
        if token.word in VERB_FORMS and not token.is_capitalised:
            return after.kind is not TokenKind.WORD or after.word in _AFTER_ASKED
    return False


def _begins_sentence(token: Token) -> bool:
    return token.kind is TokenKind.QUOTE or token.is_capitalised or token.word[0].isdigit()


def ends_with_stop(text: str, quotation: Span) -> bool:
    """Tell whether the words inside the marks end as a sentence does."""
    end = quotation.end
    while end > quotation.start and (text[end - 1] in _CLOSING_MARKS or text[end - 1].isspace()):
        end -= 1
    return end > quotation.start and text[end - 1] in ".?!…"
