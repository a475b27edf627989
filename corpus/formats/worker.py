"""Parses files in a process of its own: bytes in on standard input, JSON out on standard output.

Started by ``corpus.sandbox``, one file after the other. What a hostile file makes a parser do ends here:
memory, time and output are limited, nothing is fetched, started or written.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from corpus.errors import ArticleError
from corpus.extraction import Extracted

Parser = Callable[[bytes], Sequence[Extracted]]

PARSERS = {  # by the suffix of the file: module and function
    ".html": ("corpus.formats.page", "read_page"),
    ".htm": ("corpus.formats.page", "read_page"),
    ".xhtml": ("corpus.formats.page", "read_page"),
    ".pdf": ("corpus.formats.pdf", "read_pdf"),
    ".eml": ("corpus.formats.mail", "read_mail"),
    ".rss": ("corpus.formats.feed", "read_feed"),
    ".atom": ("corpus.formats.feed", "read_feed"),
    ".xml": ("corpus.formats.feed", "read_feed"),
}
_MEMORY_BYTES = 2**31  # of addresses; some 300 MB of them are taken by the libraries
_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")


def main() -> None:
    """Parse until standard input ends.

    A request is a line of JSON (``suffix``, ``size``, ``seconds``) and so many bytes; an answer is a line
    of JSON: a list of what was extracted, or the reason why nothing was.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_forbid)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a parser that prints does not answer
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["size"])
        signal.alarm(request["seconds"])  # in case that nobody waits for the answer any more
        print(json.dumps(_parse(request["suffix"], data)), file=answers, flush=True)
        signal.alarm(0)


def _parse(suffix: str, data: bytes) -> dict[str, Any]:
    try:
        module, name = PARSERS[suffix]
        parser: Parser = getattr(import_module(module), name)
        return {"found": [asdict(one) for one in parser(data)]}
    except ArticleError as error:
        return {"reason": str(error), "failed": False}
    except MemoryError:
        return {"reason": "needs more memory than a file may take", "failed": True}
    except Exception as error:  # whatever a library makes of a hostile file
        return {"reason": f"cannot be parsed: {type(error).__name__}", "failed": True}


def _writes(path: object, _: object, flags: object) -> bool:
    return not isinstance(path, int) and isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or (event == "open" and _writes(*arguments)):
        raise PermissionError(f"{event} is not for parsers")
