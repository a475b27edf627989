"""Reads a question as it comes in: one line of canonical text, or the reason why it is none."""

from corpus import UsageError, canonicalise

MAX_QUESTION_CHARS = 1000


def clean_question(question: str) -> str:
    """Return the question as one line of canonical text.

    Raises:
        UsageError: it is empty, too long, or not valid text.
    """
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(
            f"the question has {len(question):,} characters, at most {MAX_QUESTION_CHARS:,} are read; "
            f"ask a shorter one"
        )
    try:
        clean = " ".join(canonicalise(question).split())
    except ValueError as error:
        raise UsageError(f"the question is not valid UTF-8: it holds {error}") from error
    if not clean:
        raise UsageError("the question is empty; ask one in words")
    return clean
