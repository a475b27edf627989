"""Turns answers and articles into the JSON of the contract, version 1."""

from collections import Counter
from typing import Any

from bot.answer import Answer
from bot.quotes import Quote, Speaker
from corpus import Article, Cast, Layout, Span, SpeechKind

VERSION = 1


def answer_fields(answer: Answer) -> dict[str, Any]:
    """Return the answer as the contract has it; offsets are code points, ends exclusive."""
    return {
        "version": VERSION,
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "quotes": [quote_fields(quote) for quote in answer.quotes],
        "nearest": [quote_fields(quote) for quote in answer.nearest],
        "index": {
            "generation": answer.index.generation,
            "articles": answer.index.articles,
            "passages": answer.index.passages,
            "encoder": answer.index.encoder,
        },
        "seconds": round(answer.seconds, 4),
    }


def quote_fields(quote: Quote) -> dict[str, Any]:
    """Return one quote as the contract has it; ``paragraph`` is 0 for one of the masthead."""
    return {
        "number": quote.number,
        "text": quote.text,
        "start": quote.span.start,
        "end": quote.span.end,
        "answer": quote.answer and _span_fields(quote.article, quote.answer),
        "article": article_fields(quote.article),
        "paragraph": quote.paragraph,
        "paragraphs": quote.paragraphs,
        "speaker": quote.speaker and _speaker_fields(quote.speaker),
        "link": quote.link,
        "score": round(quote.score, 4),
        "page": quote.page,
        "embedded": quote.embedded,
        "copies": [article_fields(copy) for copy in quote.copies],
    }


def article_fields(article: Article) -> dict[str, Any]:
    """Return what identifies an article, without its text."""
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "published": article.published,
        "authors": list(article.authors),
        "sha256": article.sha256,
    }


def record_fields(article: Article, layout: Layout) -> dict[str, Any]:
    """Return the whole record of an article: its canonical text and where things stand in it."""
    return {
        **article_fields(article),
        "text": article.text,
        "body_start": article.body_start,
        "paragraphs": [_bounds(span) for span in layout.paragraphs],
        "sentences": [_bounds(sentence.span) for sentence in layout.sentences],
        "doubtful": [_bounds(span) for span in layout.doubtful],
        "embedded": [_bounds(span) for span in article.marks.embedded],
        "pages": list(article.marks.pages),
        "speeches": [
            {
                "kind": speech.kind.value,
                "content": _span_fields(article, speech.content),
                "speaker": speech.speaker and _span_fields(article, speech.speaker),
                "cue": speech.cue and _span_fields(article, speech.cue),
                "name": speech.name and speech.name.slice(article.text),
            }
            for speech in layout.speeches
        ],
    }


def cast_fields(article: Article, layout: Layout, cast: Cast) -> dict[str, Any]:
    """Return who speaks in an article, and how often; ``paragraph`` is where they first do, from 1."""
    unplain = [*(speech.content for speech in cast.unplain), *cast.marked]
    return {
        "article": article.id,
        "speakers": [
            {
                "name": voice.name.slice(article.text),
                **_bounds(voice.name),
                "paragraph": layout.paragraph_at(voice.speeches[0].content),
                **_kind_fields(Counter(speech.kind for speech in voice.speeches)),
            }
            for voice in cast.voices
        ],
        "unplain": {
            "paragraph": layout.paragraph_at(min(unplain)) if unplain else None,
            **_kind_fields(Counter(speech.kind for speech in cast.unplain)),
            "marked": len(cast.marked),
        },
    }


def _kind_fields(counts: Counter[SpeechKind]) -> dict[str, int]:
    return {kind.value: counts[kind] for kind in SpeechKind}


def _speaker_fields(speaker: Speaker) -> dict[str, Any]:
    return {
        "text": speaker.text,
        "name": speaker.name,
        "start": speaker.span.start,
        "end": speaker.span.end,
        "kind": speaker.kind,
    }


def _span_fields(article: Article, span: Span) -> dict[str, Any]:
    return {"text": span.slice(article.text), **_bounds(span)}


def _bounds(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
