"""Talks on the terminal: question after question, each able to lean on those before."""

import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from bot.answer import Answer
from bot.render.terminal import print_answer
from corpus import UsageError

_HELP = "Ask about the articles. A follow-up may say he, she or it. /new forgets, /quit ends."


def run_chat(answer: Callable[[str, Sequence[str]], Answer], console: Console) -> int:
    """Have ``answer`` reply to each question typed, after those before it; return the exit code."""
    import readline  # noqa: F401 - gives input() a history and editing

    if sys.stdin.isatty():
        print(_HELP, file=sys.stderr)
    history: list[str] = []
    while True:
        try:
            line = input("\n> " if sys.stdin.isatty() else "").strip()
        except EOFError:
            if sys.stdin.isatty():
                print(file=sys.stderr)  # the shell's prompt begins its own line
            return 0
        if line in ("/quit", "/exit"):
            return 0
        if line == "/new":
            history.clear()
        elif line.startswith("/"):
            print(_HELP, file=sys.stderr)
        elif line:
            _reply(answer, console, line, history)


def _reply(
    answer: Callable[[str, Sequence[str]], Answer], console: Console, question: str, history: list[str]
) -> None:
    try:
        print_answer(console, answer(question, history))
    except UsageError as error:  # a slip of the pen does not end the conversation
        print(error, file=sys.stderr)
    else:
        history.append(question)
