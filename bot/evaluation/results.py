"""What is kept of one question of an evaluation: enough for every measure, nothing measured yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """How one question of a set was answered.

    Attributes:
        id: The question's id in its set.
        kind: What sort of question it is ("fact", "quote", "unanswerable", …), as its set says.
        answerable: Whether the articles answer it, as its set says.
        answered: Whether it was answered rather than refused.
        confidence: The probability, 0 to 1, that was given to the first quote or the nearest.
        relevant_ranks: The ranks, from 1, of the retrieved passages that hold the gold, ascending.
        n_relevant: How many passages in scope hold the gold; 0 for an unanswerable question.
        right_quotes: The numbers, from 1, of the quotes shown that hold the gold, ascending; of the
            nearest where it was refused.
        n_quotes: How many quotes (or nearest) were shown.
        prediction: The short answer, or the first quote where it has none, "" where refused.
        answers: The gold short answers; empty where the set has none.
        speaker_right: Whether the first right quote names the gold speaker; None where the set names none
            or no right quote was shown.
        altered_quotes: How many quotes were not a slice of the article; anything but 0 is a disaster.
        seconds: How long the answer took.
    """

    id: str
    kind: str
    answerable: bool
    answered: bool
    confidence: float
    relevant_ranks: tuple[int, ...]
    n_relevant: int
    right_quotes: tuple[int, ...]
    n_quotes: int
    prediction: str
    answers: tuple[str, ...]
    speaker_right: bool | None
    altered_quotes: int
    seconds: float

    @property
    def right_first(self) -> bool:
        """Whether the first quote shown (or the first of the nearest) holds the gold."""
        return self.right_quotes[:1] == (1,)

    @property
    def is_mistake(self) -> bool:
        """Whether it was answered and should not have been, or with a wrong first quote."""
        return self.answered and not (self.answerable and self.right_first)
