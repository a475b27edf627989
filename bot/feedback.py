"""Turns what people judged on Telegram into a question set: the answers that they called right."""

import json
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.references import recall_quote
from bot.telegram.state import Feedback, State
from index import Library, Snapshot


def export_feedback(library: Library, folder: Path) -> int:
    """Print a line for each answer judged right, and on stderr how many were left out, and why; return 0.

    What was judged wrong is left out: nobody said what would have been right.

    Raises:
        UserError: what the bot remembers, or the index, cannot be opened.
    """
    with closing(State(folder)) as state:
        judged = list(state.feedback())
    left_out: Counter[str] = Counter()
    with library.snapshot() as snapshot:
        for feedback in judged:
            if not feedback.verdict:
                left_out["judged wrong"] += 1
            elif question := _question(snapshot, feedback):
                print(json.dumps(question, ensure_ascii=False))
            else:
                left_out["of an article that has changed or is gone"] += 1
    for why, n in left_out.items():
        print(f"{n} left out: {why}", file=sys.stderr)
    return 0


def _question(snapshot: Snapshot, feedback: Feedback) -> dict[str, Any] | None:
    """Return the entry of a question set; None if its article is not what it was."""
    payload = feedback.payload
    entry: dict[str, Any] = {
        "id": feedback.key,
        "question": payload["question"],
        "answerable": payload["answered"],
        "article_id": None,
        "evidence": [],
        "answers": [],
        "speaker": None,
        "history": payload["history"],
        "kind": "feedback",
    }
    if not payload["answered"]:
        return entry
    quote = recall_quote(snapshot, payload["quotes"][0], 1)
    if quote is None:
        return None
    answer = quote.answer.slice(quote.article.text) if quote.answer else None
    return {
        **entry,
        "article_id": quote.article.id,
        "evidence": [quote.text],
        "answers": [answer] if answer else [],
        "speaker": quote.speaker.name or quote.speaker.text if quote.speaker else None,
    }
