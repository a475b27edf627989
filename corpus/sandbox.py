"""Runs the parsers of ``corpus.formats`` in a child process with limits of time, memory and output.

A hostile file costs the child, never more: the file is given up with the reason, the next one gets a new
child. What comes back is JSON, and nothing in it is trusted to be more than text.
"""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import ArticleError
from corpus.extraction import Block, Extracted

SECONDS = 30  # for one file
_OUTPUT_BYTES = 100_000_000
_CHUNK_BYTES = 1 << 20


class ParserError(ArticleError):
    """A file that should have been readable was given up."""


class Sandbox:
    """Parses files, one at a time, in a child process that is started when it is first needed."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def parse(self, suffix: str, data: bytes) -> list[Extracted]:
        """Parse ``data`` as the format of ``suffix``.

        Raises:
            ParserError: the parser crashed, or took too much time, memory or output.
            ArticleError: there is nothing to read in it, and why.
        """
        request = {"suffix": suffix, "size": len(data), "seconds": 2 * self._seconds}
        try:
            answer = json.loads(self._exchange(json.dumps(request).encode() + b"\n" + data))
            if "found" in answer:
                return [_extracted(fields) for fields in answer["found"]]
            reason, failed = str(answer["reason"]), bool(answer["failed"])
        except (ValueError, KeyError, TypeError) as error:
            self._stop()
            raise ParserError("cannot be parsed: the answer of its parser makes no sense") from error
        raise (ParserError if failed else ArticleError)(reason)

    def _exchange(self, request: bytes) -> bytes:
        child = self._child = self._child or _start()
        try:  # both ends are pipes
            child.stdin.write(request)  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            return self._answer(child.stdout.fileno())  # type: ignore[union-attr]
        except BrokenPipeError as error:
            self._stop()
            raise ParserError("its parser crashed") from error

    def _answer(self, descriptor: int) -> bytes:
        deadline = time.monotonic() + self._seconds
        answer = bytearray()
        while not answer.endswith(b"\n"):
            wait = deadline - time.monotonic()
            if wait <= 0 or not select.select([descriptor], [], [], wait)[0]:
                reason = f"took more than {self._seconds} s to parse"
            elif not (chunk := os.read(descriptor, _CHUNK_BYTES)):
                reason = "its parser crashed"
            elif len(answer) + len(chunk) > _OUTPUT_BYTES:
                reason = "has more text than a file may have"
            else:
                answer += chunk
                continue
            self._stop()
            raise ParserError(reason)
        return bytes(answer)

    def _stop(self) -> None:
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _start() -> subprocess.Popen[bytes]:
    """Start a child that knows nothing of our environment, where secrets may be.

    Nor does it import from the current folder, which may be the one that the articles are in.
    """
    here = os.getcwd()
    places = [str(Path(__file__).parents[1]), *(path for path in sys.path if path not in ("", here))]
    return subprocess.Popen(
        [sys.executable, "-P", "-B", "-c", "from corpus.formats.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(places)},
    )


def _extracted(fields: dict[str, Any]) -> Extracted:
    blocks = tuple(Block(**block) for block in fields.pop("blocks"))
    authors, witnesses = (tuple(map(str, fields.pop(name))) for name in ("authors", "witnesses"))
    return Extracted(blocks=blocks, authors=authors, witnesses=witnesses, **fields)
