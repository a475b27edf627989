"""Fits the confidence and the refusal threshold to a question set, by cross-validation."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.calibration import Calibration, logit
from bot.evaluation.results import QuestionResult
from corpus import UsageError

_FOLDS = 10
_MIN_OF_EACH = 20  # right and wrong ones: fewer say nothing of a probability
_MIN_SLOPE = 1e-6  # the order of probabilities stays, whatever the fit says

Numbers = npt.NDArray[np.float64]


def fit_calibration(
    results: Sequence[QuestionResult], *, target: float, name: str, sha256: str, seed: int = 0
) -> Calibration:
    """Fit Platt scaling, and the lowest threshold whose share of wrong answers is at most ``target``.

    The threshold is chosen on confidences that each fold gets from a fit on the others (Platt 1999;
    scikit-learn's logistic regression without a penalty to speak of). Right means: answerable, and the
    first quote holds the gold.

    Raises:
        UsageError: there are too few questions that went right or wrong, or the target cannot be met.
    """
    logits = np.array([logit(result.confidence) for result in results])
    right = np.array([result.answerable and result.right_first for result in results])
    if min(right.sum(), (~right).sum()) < _MIN_OF_EACH:
        raise UsageError(
            f"{right.sum()} right and {(~right).sum()} wrong questions are too few to calibrate on; "
            f"at least {_MIN_OF_EACH} of each are needed"
        )
    threshold = _threshold(_held_out(logits, right, seed), right, target)
    slope, intercept = _fit(logits, right)
    return Calibration(slope, intercept, threshold, target, name, sha256, len(results))


def _fit(logits: Numbers, right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(logits[:, None], right)
    return max(float(model.coef_[0, 0]), _MIN_SLOPE), float(model.intercept_[0])


def _held_out(logits: Numbers, right: npt.NDArray[np.bool_], seed: int) -> Numbers:
    from sklearn.model_selection import StratifiedKFold

    confidences = np.empty_like(logits)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for fitted, held in folds.split(logits, right):
        slope, intercept = _fit(logits[fitted], right[fitted])
        confidences[held] = 1 / (1 + np.exp(-(slope * logits[held] + intercept)))
    return confidences


def _threshold(confidences: Numbers, right: npt.NDArray[np.bool_], target: float) -> float:
    """Return the lowest confidence from which on at most ``target`` of the answers are wrong."""
    order = np.argsort(-confidences, kind="stable")
    wrong_share = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    last_of_its_confidence = np.append(np.diff(confidences[order]) != 0, True)
    meets = np.flatnonzero((wrong_share <= target) & last_of_its_confidence)
    if not len(meets):
        raise UsageError(f"no threshold leaves at most {target:.0%} wrong answers; give a higher target")
    return float(confidences[order][meets[-1]])
