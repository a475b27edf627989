"""Tells a text that is made to be found rather than to say something: too many of its sentences ask.

Whatever people ask is like one of them, and the claim that follows is taken for the answer. Of 2,730 honest
articles (those of the question sets, and the pages of tests/benchmarks/pages.py) one is told, of 315 jokes:
``python tests/benchmarks/ingest.py bait``. How unlike each other an article's passages are does not tell such
a text: between two of them the cosine is .25 to .45 in both kinds.
"""

from corpus.articles import Article
from corpus.layout import Layout

_FEWEST = 10  # questions: fewer are a story's own
_SHARE = 0.4  # of all sentences; a page of one claim after each question has half
_MARKS = ("?", "？", "؟")
_CLOSING = "\"'”’»)]"


def is_bait(article: Article, layout: Layout) -> bool:
    """Tell whether so many sentences of the article are questions that it may be made to match them."""
    texts = (sentence.span.slice(article.text) for sentence in layout.sentences)
    n_asking = sum(text.rstrip(_CLOSING).endswith(_MARKS) for text in texts)
    return n_asking >= max(_FEWEST, _SHARE * len(layout.sentences))
