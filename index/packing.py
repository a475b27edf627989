"""Packs what is known of an article's text, its layout and marks, into JSON for its row, and back."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from corpus import NO_MARKS, Article, Layout, Marks, Sentence, Span, Speech, SpeechKind


def pack_details(article: Article, layout: Layout, earlier: Sequence[str]) -> str:
    """Pack layout, marks and the hashes of the texts that this one replaced."""
    more: dict[str, Any] = {"marks": asdict(article.marks)} if article.marks != NO_MARKS else {}
    if earlier:
        more["earlier"] = earlier
    return json.dumps(asdict(layout) | more, separators=(",", ":"))


def unpack_marks(details: dict[str, Any]) -> Marks:
    """Return the marks of parsed details: none where there are none."""
    fields = details.get("marks", {})
    spans = {name: tuple(Span(**span) for span in fields.get(name, ())) for name in ("doubtful", "embedded")}
    return Marks(**spans, pages=tuple(fields.get("pages", ())))


def unpack_layout(details: dict[str, Any]) -> Layout:
    """Return the layout of parsed details."""
    return Layout(
        tuple(Span(**span) for span in details["paragraphs"]),
        tuple(Sentence(Span(**s["span"]), s["paragraph"]) for s in details["sentences"]),
        tuple(_unpack_speech(speech) for speech in details["speeches"]),
        tuple(Span(**span) for span in details.get("doubtful", ())),  # absent before there were any
    )


def _unpack_speech(fields: dict[str, Any]) -> Speech:
    kind = SpeechKind(fields.pop("kind"))
    return Speech(kind=kind, **{name: span and Span(**span) for name, span in fields.items()})
