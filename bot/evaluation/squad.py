"""Scores a short answer against the gold ones, by the rule of SQuAD's official script.

The rule is that of ``evaluate-v2.0.py`` (Rajpurkar, Jia, Liang: Know What You Don't Know, ACL 2018;
https://rajpurkar.github.io/SQuAD-explorer/). Whether a question was refused is left to the caller.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
# ASCII alone, as in the official script: a curly quotation mark or a dash stays part of its word.
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower the text and drop its punctuation, articles and extra white space, in that order.

    Example:
        "The  U.S. Army's" becomes "us armys".
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def scorable(answers: Sequence[str]) -> list[str]:
    """Return the gold answers of which something is left when normalised, so not "The"."""
    return [answer for answer in answers if normalise(answer)]


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """Return 1 if the prediction equals any scorable gold answer when both are normalised, else 0.

    Without a scorable answer it is 0; such a question should not be counted.
    """
    return float(normalise(prediction) in map(normalise, scorable(answers)))


def token_f1(prediction: str, answers: Sequence[str]) -> float:
    """Return the best F1, 0 to 1, of the prediction's normalised words over the scorable gold answers.

    F1 = 2PR / (P + R) with P = common / predicted words and R = common / gold words, a word counting as
    often as it occurs in both. Without a common word, or a scorable answer, it is 0.
    """
    predicted = Counter(normalise(prediction).split())
    return max((_f1(predicted, Counter(normalise(a).split())) for a in scorable(answers)), default=0.0)


def _f1(predicted: Counter[str], gold: Counter[str]) -> float:
    # 2PR / (P + R) with the fractions cancelled, which makes it exactly 1 for equal words.
    return 2 * (predicted & gold).total() / (predicted.total() + gold.total())
