"""Asks an engine every question of a set, the way that people ask it, and keeps what is measured."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.answer import Engine, Examination
from bot.evaluation.questions import Question
from bot.evaluation.results import QuestionResult
from bot.evaluation.shelf import Shelf
from bot.quotes import Quote
from bot.render.contract import answer_fields
from corpus import Passage


@dataclass(frozen=True, slots=True)
class Played:
    """One question played: what is measured of it, what a report shows, and the answer itself."""

    result: QuestionResult
    details: dict[str, Any]
    prediction: dict[str, Any]


def play(
    engine: Engine, shelf: Shelf, questions: Iterable[Question], *, within_article: bool
) -> Iterator[Played]:
    """Ask each question after its history; ``within_article`` restricts it to its own article."""
    for question in questions:
        ids = [question.article_id] if within_article and question.article_id else []
        examined = engine.examine(question.question, question.history, ids)
        prediction = {"id": question.id, **answer_fields(examined.answer)}
        shown = [*prediction["quotes"], *prediction["nearest"]]
        altered = sum(shelf.is_altered(quote) for quote in shown)
        result = result_of(question, examined, _count_relevant(shelf, question), altered)
        yield Played(result, {**asdict(result), **_details(question, examined)}, prediction)


def result_of(
    question: Question, examined: Examination, n_relevant: int, altered_quotes: int
) -> QuestionResult:
    """Return what is measured of a question and its answer."""
    answer = examined.answer
    shown = answer.quotes or answer.nearest
    right = [quote for quote in shown if _is_right(quote, question)]
    relevant = (one.rank for one in examined.retrieved if _is_relevant(one.found.passage, question))
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        answered=answer.answered,
        confidence=answer.confidence,
        relevant_ranks=tuple(relevant),
        n_relevant=n_relevant,
        right_quotes=tuple(quote.number for quote in right),
        n_quotes=len(shown),
        prediction=_short_answer(answer.quotes),
        answers=question.answers,
        speaker_right=_speaker_right(question, right),
        altered_quotes=altered_quotes,
        seconds=answer.seconds,
    )


def _count_relevant(shelf: Shelf, question: Question) -> int:
    if not question.answerable:
        return 0
    return sum(_is_relevant(passage, question) for passage in shelf.passages(question.article_id))


def _is_right(quote: Quote, question: Question) -> bool:
    return _is_own(quote.article.id, question) and any(gold in quote.text for gold in question.golds)


def _is_relevant(passage: Passage, question: Question) -> bool:
    text = passage.span.slice(passage.article.text)
    return _is_own(passage.article.id, question) and any(gold in text for gold in question.golds)


def _is_own(article_id: str, question: Question) -> bool:
    return question.article_id in (None, article_id)


def _short_answer(quotes: tuple[Quote, ...]) -> str:
    if not quotes:
        return ""
    first = quotes[0]
    return first.answer.slice(first.article.text) if first.answer else first.text


def _speaker_right(question: Question, right: list[Quote]) -> bool | None:
    if question.speaker is None or not right:
        return None
    speaker = right[0].speaker
    names = (speaker.text, speaker.name or "") if speaker else ()
    return any(question.speaker.casefold() in name.casefold() for name in names)


def _details(question: Question, examined: Examination) -> dict[str, Any]:
    answer = examined.answer
    return {
        "question": question.question,
        "history": question.history,
        "gold": question.golds,
        "reason": answer.reason,
        "quotes": [_quote_details(quote, question) for quote in answer.quotes or answer.nearest],
        "passages": [
            {
                "rank": one.rank,
                "score": round(one.score, 4),
                "similarity": round(one.similarity, 4),
                "text": one.found.passage.span.slice(one.found.passage.article.text),
                "relevant": _is_relevant(one.found.passage, question),
            }
            for one in examined.retrieved[:10]
        ],
    }


def _quote_details(quote: Quote, question: Question) -> dict[str, Any]:
    around = quote.surroundings
    paragraph = around.slice(quote.article.text)
    places = [(paragraph.find(gold), len(gold)) for gold in question.golds if gold in paragraph]
    return {
        "text": quote.text,
        "paragraph_text": paragraph,
        "start": quote.span.start - around.start,
        "end": quote.span.end - around.start,
        "gold": [[start, start + length] for start, length in places],
        "title": quote.article.title,
        "publisher": quote.article.publisher,
        "paragraph": quote.paragraph,
        "speaker": quote.speaker and (quote.speaker.name or quote.speaker.text),
        "score": round(quote.score, 4),
    }
