"""What a run can be told, checked where it enters."""

from dataclasses import dataclass
from pathlib import Path

from corpus import UsageError

# What is likelier right than wrong is shown. On the calibration part of our invented news, put to their
# article and to all, a false answer weighing as much as two refusals, mistakes are about the fewest here
# (the card of the reader has the curve): 23 % of the answerable questions are refused, 6 % of the others
# answered.
DEFAULT_MIN_CONFIDENCE = 0.5
MAX_QUOTES = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the engine.

    Args:
        index: The index folder.
        min_confidence: Below this probability, 0 to 1, the articles don't say; None takes the one that
            the index was calibrated to, else 0.5.
        max_quotes: The most quotes in an answer, 1 to 10.
        n_passages: How many retrieved passages the reader judges, 1 or more.

    Raises:
        UsageError: a value is out of its range.
    """

    index: Path
    min_confidence: float | None = None
    max_quotes: int = 3
    n_passages: int = 20

    def __post_init__(self) -> None:
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise UsageError(f"--min-confidence {self.min_confidence} is not between 0 and 1")
        if not 1 <= self.max_quotes <= MAX_QUOTES:
            raise UsageError(f"-k {self.max_quotes} is not between 1 and {MAX_QUOTES}")
        if self.n_passages < 1:
            raise UsageError(f"{self.n_passages} passages: at least 1 must be read")
