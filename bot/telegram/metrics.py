"""Counts what the Telegram bot does, for Prometheus: no names, no words."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SILENCE = 120.0  # seconds; a poll takes 25
_SECONDS = (0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one bot.

    Attributes:
        updates: Updates received, by ``fate``: taken, told (that it is too much), dropped (as too much),
            ignored (meant for others) or repeated.
        answers: Questions, by ``outcome``: answered, unanswered or failed.
        seconds: From a question's arrival to its answer's sending.
        waiting: Updates received and not yet handled.
        errors: What Telegram refused, by ``kind``: the name of the error.
        alarms: Messages that Telegram showed otherwise than they were meant, or did not take as they were.
        uncertain: Messages that may or may not have been delivered.
        waits_to_be_called: Whether Telegram calls, so that hearing nothing is no fault.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._heard_at = time.monotonic()
        self.waits_to_be_called = False
        self.updates = Counter("onrecord_updates", "Updates received", ["fate"], registry=self._registry)
        self.answers = Counter("onrecord_answers", "Questions", ["outcome"], registry=self._registry)
        self.seconds = Histogram(
            "onrecord_answer_seconds", "Arrival to sending", buckets=_SECONDS, registry=self._registry
        )
        self.waiting = Gauge("onrecord_waiting_updates", "Updates not yet handled", registry=self._registry)
        self.errors = Counter("onrecord_telegram_errors", "Refusals", ["kind"], registry=self._registry)
        self.alarms = Counter("onrecord_alarms", "Messages shown otherwise", registry=self._registry)
        self.uncertain = Counter("onrecord_uncertain_messages", "Maybe delivered", registry=self._registry)

    def heard(self) -> None:
        """Note that Telegram was heard."""
        self._heard_at = time.monotonic()

    def is_well(self) -> bool:
        """Tell whether Telegram was heard lately; with a webhook silence says nothing."""
        return self.waits_to_be_called or time.monotonic() - self._heard_at < _SILENCE

    def page(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)

    def totals(self) -> dict[str, float]:
        """Return what was counted, by name."""
        samples = [
            (metric, sample)
            for metric in self._registry.collect()
            for sample in metric.samples
            if sample.name.endswith("_total") or metric.type == "gauge"
        ]
        return {
            " ".join([metric.documentation.lower(), *sample.labels.values()]): sample.value
            for metric, sample in samples
        }
