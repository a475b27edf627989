"""Turns the words of a question about an article into what they mean, slips of the pen mended."""

import re

from rapidfuzz.distance import OSA

# A line holds words of one meaning, which is named by the first.
_SYNONYMS = """
    article story piece text page webpage artical
    this thsi tihs
    it its that
    who whos whom whose woh
    what whats which wat waht wht wich whcih
    when whens wen whn wehn
    where wheres
    how
    publish published publishes publishing
    publication
    release released issued printed posted uploaded ran carried come came appear appeared
    write writes wrote written writing authored penned wrot
    report reported reports
    headline title heading titled entitled titel tittle
    standfirst subtitle subheading subheadline subhead strapline
    under below beneath underneath
    called
    name names
    author authors byline
    reporter journalist writer columnist correspondent writter
    publisher publishers source
    newspaper
    outlet media magazine paper agency organisation organization broadcaster
    site website homepage
    url link weblink permalink hyperlink
    address
    web online internet
    read find open
    date dated
    period day year month time
    age old recent
    from
    by
    about abut abuot
    say says discuss discusses cover covers
    summary summarise summarize synopsis gist tldr nutshell overview
    topic
    theme subject point idea message
    main key"""
MEANINGS = {word: line.split()[0] for line in _SYNONYMS.strip().split("\n") for word in line.split()}
# No word that names a thing: "What is the title of the show?" must not become "What is the title?"
FILLERS = frozenset(
    """a actually all also an and any are at be been being brief briefly can could d did do does
    exactly for full get give given got had has have hello hey hi i in is just know like me more
    need news of ok okay on or out please pls plz quick quickly s send short so teh tell thank thanks
    the then there to want was were with would you your""".split()
)
_SPELT = (  # long enough for one slip of the pen to be told from another word
    """address article author headline journalist newspaper publish published publisher standfirst subheading
    subtitle summarise summarize summary website written""".split()
)
_PHRASES = (  # what is read as something else before its words are looked at
    (r"\btl dr\b", "tldr"),
    (r"\bline (?=under|below|beneath)|\b(?:first|originally) (?=appear|post|print|publi|release|writ)", ""),
    (r"\bin (?:a few|one|two|three) (?:sentences?|words?)\b|\btalk(?:s|ing)? (?=about)", ""),
    (r"\bdeals? with\b", "discuss"),
    (r"\bsub (?=head|title)", "sub"),
    (r"\b(?:web|news|newspaper|magazine|online|press) (?=article|story|piece|page|site|link)", ""),
    (r"\bsum ((?:(?:all|article|it|piece|story|text|that|the|this) )*)up\b", r"summarise \1"),
    (r"\btell (?:me|us) (?:more |something )?about\b", "summarise"),
    (r"^(?:and )?(?:what|how) about\b", ""),
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def respell(question: str) -> str:
    """Return the words of the question in lower case, without 's, slips and phrases mended.

    Example:
        "Who’s the Auhtor of this web page?" → "who the author of this page"
    """
    words = _WORD.findall(question.casefold().replace("’", "'").replace(", ", " and "))
    text = " ".join(_mended(word.partition("'")[0]) for word in words)
    for phrase, instead in _PHRASES:
        text = re.sub(phrase, instead, text)
    return " ".join(text.split())


def meanings(text: str) -> frozenset[str]:
    """Return what respelt words mean, fillers left out; an unknown word means itself."""
    return frozenset(MEANINGS.get(word, word) for word in text.split() if word not in FILLERS)


def _mended(word: str) -> str:
    if word in MEANINGS or word in FILLERS:
        return word
    return next((right for right in _SPELT if _is_slip(word, right)), word)


def _is_slip(word: str, right: str) -> bool:
    """Tell whether one letter of ``right``, not the first, is wrong, missing, added or swapped.

    A letter added at the end makes a plural or a participle, which is another word.
    """
    return (
        word[0] == right[0] and not word.startswith(right) and OSA.distance(word, right, score_cutoff=1) == 1
    )
