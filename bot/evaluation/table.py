"""Prints the figures of an evaluation, and what changed since another, as tables of plain text."""

from collections.abc import Sequence
from typing import IO

from bot.evaluation.comparison import Difference, Flip
from bot.evaluation.measures import Figure

_SHOWN_FLIPS = 40


def print_figures(figures: Sequence[Figure], file: IO[str]) -> None:
    """Print the figures over all questions, then one line a kind with the share of right quotes."""
    for figure in figures:
        if figure.kind == "all":
            print(f"{figure.name:<38}{_value(figure):>10}  {_interval(figure)}", file=file)
    print("\nquote Success@1 by kind", file=file)
    for figure in figures:
        if figure.kind != "all" and figure.name == "quote Success@1" and figure.n:
            print(f"  {figure.kind:<36}{_value(figure):>10}  {_interval(figure)}", file=file)


def print_differences(differences: Sequence[Difference], flips: Sequence[Flip], file: IO[str]) -> None:
    """Print each difference to the baseline with its interval, and the questions that flipped."""
    print("\nsince the baseline", file=file)
    for one in differences:
        mark = "*" if one.significant else " "
        change = f"{one.old:.3f} → {one.new:.3f}  {one.difference:+.3f}"
        print(f"{mark} {one.name:<36}{change}  [{one.low:+.3f}, {one.high:+.3f}]  n {one.n}", file=file)
    for flip in flips[:_SHOWN_FLIPS]:
        print(f"  {flip.id}: {flip.before} → {flip.after}", file=file)
    if len(flips) > _SHOWN_FLIPS:
        print(f"  and {len(flips) - _SHOWN_FLIPS} more", file=file)


def _value(figure: Figure) -> str:
    return "n/a" if figure.value is None else f"{figure.value:,.3f}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return f"n {figure.n:,}"
    return f"[{figure.low:.3f}, {figure.high:.3f}]  n {figure.n:,}"
