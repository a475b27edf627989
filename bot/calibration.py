"""Turns the reader's probability into the confidence that is shown, as fitted on a question set.

``onrecord eval --calibrate`` fits it and keeps it in the index folder, since it belongs to what the
index was made with; without one the reader's own probability is the confidence.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import IndexFault
from index import replace_file

FILE_NAME = "calibration.json"
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling, ``1 / (1 + exp(-(slope * logit(p) + intercept)))``, with a refusal threshold.

    Attributes:
        slope: Greater than 0, so that the order of probabilities stays.
        intercept: Added to the scaled logit.
        min_confidence: Below it the articles don't say.
        target: The share of wrong answers that the threshold was chosen for.
        fitted_on: The name of the question set.
        sha256: The SHA-256 of the question set, to notice when it is measured on too.
        n: How many questions it was fitted on.
    """

    slope: float
    intercept: float
    min_confidence: float
    target: float
    fitted_on: str
    sha256: str
    n: int

    def apply(self, probability: float) -> float:
        """Return the confidence for a probability, both 0 to 1."""
        return 1 / (1 + math.exp(-(self.slope * logit(probability) + self.intercept)))


def logit(probability: float) -> float:
    """Return ``ln(p / (1 - p))``, with p kept a millionth away from 0 and 1, which have none."""
    clipped = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(clipped / (1 - clipped))


def read_calibration(folder: Path) -> Calibration | None:
    """Return the calibration of an index folder, or None if it has none.

    Raises:
        IndexFault: the file is damaged.
    """
    path = folder / FILE_NAME
    try:
        return Calibration(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexFault(
            f"{path} is damaged ({error}); delete it, or fit it again with: onrecord eval --calibrate"
        ) from error


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Keep a calibration in an index folder, in place of the one before."""
    replace_file(folder / FILE_NAME, json.dumps(asdict(calibration), indent=1).encode())
