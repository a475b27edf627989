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
        bucket = self._buckets.get(person)
        if bucket is None:
            self._forget(now)
            bucket = self._buckets[person] = _Bucket(self._most, now)
        bucket.left, bucket.at = self._filled(bucket, now), now
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.told = False
            return Verdict.TAKEN
        bucket.left = 0.0  # whoever goes on waits on, so that a flooder gets nothing more until they pause
        told, bucket.told = bucket.told, True
        return Verdict.DROPPED if told else Verdict.TOLD

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
