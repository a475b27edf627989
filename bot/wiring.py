"""Chooses the concrete classes: the one place that knows which encoder, store and reader are used."""

from collections.abc import Callable

from bot.answer import Engine
from bot.settings import Settings
from corpus import read_sources, shipped_articles
from index import DEFAULT_ENCODER, Library, Outcome, TermReader, add_sources, has_no_index


def make_engine(settings: Settings) -> Engine:
    """Make the engine that every door uses."""
    return Engine(
        Library(settings.index),
        TermReader(),
        min_confidence=settings.min_confidence,
        max_quotes=settings.max_quotes,
        n_passages=settings.n_passages,
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
