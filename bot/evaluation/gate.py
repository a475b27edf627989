"""Decides whether a run may pass: nothing altered, nothing significantly worse, no limit missed."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evaluation.comparison import Difference
from bot.evaluation.measures import Figure
from bot.evaluation.results import QuestionResult
from corpus import UsageError

_NOT_OF_THE_ANSWERS = ("latency", "questions/s")  # but of the machine: only a limit gates them


def read_limits(path: Path) -> dict[str, dict[str, float]]:
    """Read the limits: tables ``minimum`` and ``maximum`` of figures by name.

    Raises:
        UsageError: the file cannot be read or is of another form.
    """
    try:
        limits = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the limits {path} cannot be read: {error}") from error
    for table, values in limits.items():
        if table not in ("minimum", "maximum") or not isinstance(values, dict):
            raise UsageError(f"{path}: {table!r} is neither the table [minimum] nor [maximum]")
        for name, value in values.items():
            if not isinstance(value, int | float):
                raise UsageError(f"{path}: {name!r} is not a number")
    return limits


def find_failures(
    results: Sequence[QuestionResult],
    figures: Sequence[Figure],
    differences: Sequence[Difference],
    limits: dict[str, dict[str, float]],
) -> Iterator[str]:
    """Yield each reason why a run must not pass, in words.

    Raises:
        UsageError: a limit names a figure that does not exist.
    """
    altered = sum(result.altered_quotes for result in results)
    if altered:
        yield f"{altered} quotes are not what the article says"
    for difference in differences:
        if difference.is_worse and not difference.name.startswith(_NOT_OF_THE_ANSWERS):
            yield f"{difference.name} went from {difference.old:.3f} to {difference.new:.3f}"
    values = {figure.name: figure.value for figure in figures if figure.kind == "all"}
    for table, named in limits.items():
        for name, limit in named.items():
            if name not in values:
                raise UsageError(f"there is no figure {name!r}; there are: {', '.join(values)}")
            value = values[name]
            if value is None:
                yield f"{name} has no value, nothing could be scored; its {table} is {limit}"
            elif value < limit if table == "minimum" else value > limit:
                yield f"{name} is {value:.3f}, its {table} is {limit}"
