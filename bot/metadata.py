"""Answers questions about an article from its masthead and its record, as quotes of its text.

Where the masthead holds what is asked for, its whole part is the quote. What the record alone knows
stands in the attribution beneath a quote: then it is the first sentence that is quoted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.about import About, Field
from bot.choice import Candidate
from corpus import Article, Part, Span
from index import (
    Snapshot,
    StoredArticle,
    count_rows,
    find_article,
    keys_of_articles,
    list_articles,
    retrieve,
    terms,
)

# The probability that such an answer is right. Set by hand: a rule has recognised every word of the
# question, and what may still be wrong is that "it" was something else, or another article was meant.
CONFIDENCE = 0.97
_POOL = 20  # passages among which the article that is named by its subject is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """What answers, in the order in which it was asked for; where nothing does, the reason."""

    candidates: tuple[Candidate, ...]
    reason: str | None = None


def find_metadata(
    snapshot: Snapshot, about: About, article_ids: Sequence[str], id_before: Callable[[], str | None]
) -> Found | None:
    """Find what answers a question about an article; None if the question is about the world after all.

    The article is the one that the question names by its subject, else the only one, else the one
    that the question before was answered from.

    Args:
        snapshot: The index.
        about: The question.
        article_ids: The articles that may be meant; all if empty.
        id_before: Returns the id of the article that the question before was answered from, if any.

    Raises:
        IndexFault: an article looked at was altered.
    """
    if about.subject:
        stored = _named(snapshot, about.subject, article_ids)
        reason = f"no article found is about “{about.subject}”"
    else:
        stored = _only(snapshot, article_ids) or _with_id(snapshot, id_before())
        reason = "the question does not say which of the articles it means; name its subject"
    if about.claim:
        field = stored and _field_of(about.claim, stored.article)
        about = replace(about, fields=(field,) if field else ())
    if not about.fields:
        return None
    if stored is None:
        return Found((), reason)
    found = tuple(one for field in about.fields if (one := _candidate(field, stored)))
    return Found(found, None if found else f"the record has no {about.fields[0]} for this article")


def _named(snapshot: Snapshot, subject: str, article_ids: Sequence[str]) -> StoredArticle | None:
    """Return the best article that holds most of the subject's terms; a single one need hold but one."""
    wanted = set(terms(subject))
    if only := _only(snapshot, article_ids):
        return only if wanted & _held(only.article) else None
    among = keys_of_articles(snapshot.connection, article_ids) if article_ids else None
    retrieved = retrieve(snapshot, subject, _POOL, among) if wanted else []
    articles = {one.found.stored.number: one.found.stored for one in retrieved}.values()  # best first
    return next((one for one in articles if len(wanted & _held(one.article)) > len(wanted) / 2), None)


def _held(article: Article) -> set[str]:
    return set(terms(f"{article.title}\n{article.publisher or ''}\n{article.text}"))


def _only(snapshot: Snapshot, article_ids: Sequence[str]) -> StoredArticle | None:
    if article_ids:
        return _with_id(snapshot, article_ids[0]) if len(set(article_ids)) == 1 else None
    n_articles, _ = count_rows(snapshot.connection)
    return next(list_articles(snapshot.connection)) if n_articles == 1 else None


def _with_id(snapshot: Snapshot, article_id: str | None) -> StoredArticle | None:
    return find_article(snapshot.connection, article_id) if article_id else None


def _field_of(claim: str, article: Article) -> Field | None:
    """Tell whose name the claim is: the publisher's, an author's, or nobody's of these."""
    claimed = set(terms(claim))
    if claimed and claimed == set(terms(article.publisher or "")):
        return Field.PUBLISHER
    return Field.AUTHOR if claimed and any(claimed <= set(terms(a)) for a in article.authors) else None


def _candidate(field: Field, stored: StoredArticle) -> Candidate | None:
    """Return what answers, with the short answer marked where the text holds it; None if nothing does."""
    article = stored.article
    if place := _in_masthead(field, article):
        return Candidate(stored, place[0], CONFIDENCE, place[1])
    if not _is_known(field, article):
        return None
    return Candidate(stored, stored.layout.sentences[0].span, CONFIDENCE, None)


def _in_masthead(field: Field, article: Article) -> tuple[Span, Span | None] | None:
    """Return the part of the masthead that answers, and the short answer inside it."""
    masthead, line = article.masthead, article.masthead.get(Part.PUBLISHERS_LINE)
    if field is Field.HEADLINE and Part.HEADLINE in masthead:
        return masthead[Part.HEADLINE], masthead[Part.HEADLINE]
    if field in (Field.STANDFIRST, Field.SUMMARY) and Part.STANDFIRST in masthead:
        short = masthead[Part.STANDFIRST] if field is Field.STANDFIRST else None
        return masthead[Part.STANDFIRST], short
    if line and field is Field.PUBLISHER and article.publisher:  # "- PUBLISHER - ADDRESS -"
        return _checked(article, line, line.start + len("- "), article.publisher)
    if line and field is Field.URL and article.url:
        return _checked(article, line, line.end - len(" -") - len(article.url), article.url)
    return None


def _checked(article: Article, line: Span, start: int, value: str) -> tuple[Span, Span] | None:
    if not line.start <= start < line.end - len(value):
        return None
    short = Span(start, start + len(value))
    return (line, short) if short.slice(article.text) == value else None


def _is_known(field: Field, article: Article) -> bool:
    """Tell whether the attribution beneath a quote names it; the first sentence tells what it is about."""
    return {
        Field.HEADLINE: bool(article.title),
        Field.STANDFIRST: False,
        Field.PUBLISHER: bool(article.publisher),
        Field.AUTHOR: bool(article.authors),
        Field.DATE: bool(article.published),
        Field.URL: bool(article.url),
        Field.SUMMARY: True,
    }[field]
