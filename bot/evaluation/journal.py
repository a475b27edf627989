"""Keeps what was played of a question set in a file, so that a killed run goes on where it stopped."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.evaluation.results import QuestionResult
from bot.evaluation.running import Played

_RESULT_FIELDS = [field.name for field in fields(QuestionResult)]


class Journal:
    """One line a question played, after a line that says which run it is.

    A journal of another run (another set, index or setting) is begun anew; a line that was cut by a
    kill is dropped.
    """

    def __init__(self, path: Path, run: dict[str, Any]) -> None:
        self._path = path
        self._header = json.dumps(run, sort_keys=True)
        self.done = self._recover()

    def _recover(self) -> set[str]:
        lines = self._path.read_text(encoding="utf-8").split("\n") if self._path.exists() else []
        if not lines or lines[0] != self._header:
            self._path.write_text(self._header + "\n", encoding="utf-8")
            return set()
        whole = lines[1:-1]  # what stands after the last line break was never finished
        self._path.write_text("\n".join([self._header, *whole]) + "\n", encoding="utf-8")
        return {json.loads(line)["prediction"]["id"] for line in whole}

    def append(self, played: Played) -> None:
        """Add a question that was played."""
        line = json.dumps({"details": played.details, "prediction": played.prediction})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what was played, in the order in which it was."""
        with self._path.open(encoding="utf-8") as file:
            next(file)
            yield from map(json.loads, file)

    def remove(self) -> None:
        """Delete the journal of a run that is complete."""
        self._path.unlink()


def result_from(details: dict[str, Any]) -> QuestionResult:
    """Return the result that a journal's or a report's entry was made of."""
    known: dict[str, Any] = {name: details[name] for name in _RESULT_FIELDS}  # as JSON has them
    for name, value in known.items():
        if isinstance(value, list):
            known[name] = tuple(value)
    return QuestionResult(**known)
