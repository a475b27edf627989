"""Bounds how much one person may ask: a bucket that empties with each question and fills with time."""

from dataclasses import dataclass
from enum import StrEnum

_MOST_PEOPLE = 10_000  # remembered before those with a full bucket are forgotten


class Verdict(StrEnum):
    """Whether a question is let through; the first one too many is told so, those after it are not.

    What is not meant for the bot is ignored, and counts for nobody.
    """

    TAKEN = "taken"
    TOLD = "told"
    DROPPED = "dropped"
    IGNORED = "ignored"


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


class Quota:
    """Lets each person ask ``most`` questions at once, and as many again in ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._rate = most / seconds
        self._buckets: dict[int, _Bucket] = {}

    def take(self, person: int, now: float) -> Verdict:
        """Count one more question of a person, at a time in seconds that only grows."""
        if self.drops(person, now):
            return Verdict.DROPPED
        bucket = self._buckets.get(person)
        if bucket is None:
            self._forget(now)
            bucket = self._buckets[person] = _Bucket(self._most, now)
        left = self._filled(bucket, now)
        bucket.left, bucket.at, bucket.told = max(0.0, left - 1), now, left < 1
        return Verdict.TOLD if bucket.told else Verdict.TAKEN

    def drops(self, person: int, now: float) -> bool:
        """Tell whether one more question is dropped, as too many after they were told so; then it counts."""
        bucket = self._buckets.get(person)
        if bucket is None or not bucket.told or self._filled(bucket, now) >= 1:
            return False
        bucket.left, bucket.at = 0.0, now  # whoever goes on waits on, and gets nothing more until they pause
        return True

    def seconds_until_free(self, person: int) -> float:
        """Return how long after the last question of a person the next is let through."""
        bucket = self._buckets.get(person)
        return max(0.0, 1 - bucket.left) / self._rate if bucket else 0.0

    def _filled(self, bucket: _Bucket, now: float) -> float:
        return min(self._most, bucket.left + (now - bucket.at) * self._rate)

    def _forget(self, now: float) -> None:
        if len(self._buckets) >= _MOST_PEOPLE:
            full = [who for who, one in self._buckets.items() if self._filled(one, now) >= self._most]
            for who in full:
                del self._buckets[who]
