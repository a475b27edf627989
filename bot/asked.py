"""Tells whose words a question asks for: "What did HATAMI say?", "What, according to THE ANALYST, …?".

A small grammar of questions about speech. Who is meant among the speakers of the articles is found in
``bot.preference``.
"""

import re

# "State", "report" and "recall" are left out: they are nouns, or said of goods, too often.
_VERBS = (
    "say tell think believe claim argue explain describe call respond react reply answer warn promise "
    "predict suggest demand deny admit insist compare remark comment joke announce declare propose mention "
    "criticise criticize accuse praise blame stress expect complain threaten"
).split()
_PASTS = {"say": "said", "tell": "told", "think": "thought"}


def _finite(verb: str) -> tuple[str, ...]:
    """Return the past and the third person of a verb."""
    if verb.endswith("y") and verb != "say":
        return f"{verb[:-1]}ied", f"{verb[:-1]}ies"
    return _PASTS.get(verb, f"{verb.removesuffix('e')}ed"), f"{verb}s"


_BASE = "|".join(_VERBS)
_FINITE = "|".join(form for verb in _VERBS for form in _finite(verb))
_NOUNS = (
    "views?|opinions?|words|arguments?|reactions?|responses?|reply|answers?|comments?|remarks?|jokes?|quips?|"
    "warnings?|threats?|complaints?|explanations?|verdicts?|promises?|claims?|descriptions?|demands?|"
    "statements?|accounts?|eyes"
)
_NO_NAME = (
    "he|she|it|they|we|you|i|who|that|this|these|those|anybody|anyone|everybody|everyone|somebody|someone|"
    "nobody|to|do|cost|before|after|if|when"
)
_WORD = rf"(?!(?:{_NO_NAME}|{_BASE}|{_FINITE})\b)[^\s,?!;:]+"
_NAME = rf"(?P<name>(?:(?:the|a|an) )?(?!(?:the|a|an) ){_WORD}(?: {_WORD}){{0,6}}?)"
_ENDS = r"(?=[,?!;:]|\.?$| (?:how|what|who|when|where|why|which|is|are|was|were|did|does|do|has|have|and)\b)"
_OF_SOMEBODY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:did|does|do) {_NAME} (?:\w+ly )?(?:{_BASE})\b",
        rf"\b(?:has|have) {_NAME} (?:{_FINITE})\b",
        rf"\b(?:{_NOUNS}|reason) (?:did|does) {_NAME} (?:make|give)\b",
        rf"\baccording to {_NAME}{_ENDS}",
        rf"\bin the (?:{_NOUNS}) of {_NAME}{_ENDS}",
        rf"\bin {_NAME}(?:'s|') (?:\w+ )?(?:{_NOUNS})\b",
        rf"\b(?:is|was|are|were) {_NAME}(?:'s|') (?:\w+ ){{0,2}}(?:{_NOUNS})\b",
    )
)
# No matter what about: all that they say answers.
_ALL_OF_IT = re.compile(
    rf"\W*(?:(?:so|and|but),? )?what (?:else )?(?:did|does|do|has|have) {_NAME} sa(?:y|id)\W*", re.IGNORECASE
)


def read_asked(question: str) -> tuple[str, ...]:
    """Return who it is whose words ``question`` asks for, as it names them; nobody if it asks for no words.

    Example:
        "What did Hatami say about the pact?" → "Hatami"; "Who signed the pact?" → nobody
    """
    text = question.replace("’", "'")
    found = (match["name"] for pattern in _OF_SOMEBODY for match in pattern.finditer(text))
    return tuple(dict.fromkeys(found))


def asks_for_all(question: str) -> bool:
    """Tell whether a question asks for somebody's words on whatever it may be: "What did Hatami say?"."""
    return _ALL_OF_IT.fullmatch(question.replace("’", "'")) is not None
