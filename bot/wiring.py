"""Chooses the concrete classes: the one place that knows which encoder, store and reader are used."""

from collections.abc import Callable

from bot.answer import Engine
from bot.calibration import Calibration, read_calibration
from bot.settings import DEFAULT_MIN_CONFIDENCE, Settings
from corpus import read_sources, shipped_articles
from index import DEFAULT_ENCODER, Library, Outcome, add_sources, has_no_index, load_neural_reader


def make_engine(settings: Settings) -> Engine:
    """Make the engine that every door uses, calibrated as its index says."""
    return _make_engine(settings, read_calibration(settings.index))


def make_uncalibrated_engine(settings: Settings) -> Engine:
    """Make the engine whose confidence is the reader's own probability, to calibrate it."""
    return _make_engine(settings, None)


def _make_engine(settings: Settings, calibration: Calibration | None) -> Engine:
    fitted = calibration.min_confidence if calibration else DEFAULT_MIN_CONFIDENCE
    return Engine(
        Library(settings.index),
        load_neural_reader(),
        min_confidence=fitted if settings.min_confidence is None else settings.min_confidence,
        max_quotes=settings.max_quotes,
        n_passages=settings.n_passages,
        calibration=calibration,
    )


def needs_building(settings: Settings) -> bool:
    """Tell whether there is no index yet, so that one of the shipped articles should be built."""
    return has_no_index(settings.index)


def build_shipped(settings: Settings, on_outcome: Callable[[Outcome], None]) -> None:
    """Build an index of the articles that ship, with the default encoder."""
    add_sources(
        settings.index,
        read_sources(shipped_articles()),
        encoder_name=None,
        default_encoder=DEFAULT_ENCODER,
        on_outcome=on_outcome,
    )
