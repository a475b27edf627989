"""The command line: arguments and environment in, one exit code out.

The only module that reads the environment. Commands live in ``bot.commands`` and are loaded when
one runs, so that ``--help`` loads nothing else.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_EXIT_BUG = 70
_EXIT_INTERRUPTED = 130
_EXIT_RESOURCES = 7
# What torch, ONNX Runtime, FAISS and the loader say in exceptions of their own when memory runs out.
_NO_MEMORY = ("allocate", "bad_alloc", "failed to map segment", "can't start new thread")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 answered or done · 1 the articles don't say · 2 usage · 3 article · 4 index · 5 model ·
    6 locked · 7 disk, memory or descriptors · 8 Telegram · 70 a bug of ours · 130 interrupted ·
    143 terminated.
    """
    arguments = _parser().parse_args(argv)
    from corpus import UserError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # quotes are shown as they are, in any locale
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except UserError as error:
        code = _complain(error.exit_code, str(error))
    except KeyboardInterrupt:
        code = _EXIT_INTERRUPTED
    except BrokenPipeError:
        code = 0  # whoever read our output has had enough
        _drop_output()
    except Exception as error:  # the one place where everything ends that is nobody's mistake
        code = _give_up(error)
        _drop_output()
    return code


def _give_up(error: Exception) -> int:
    """Say that the system ran out of something, or that this is a bug of ours."""
    out_of_memory = isinstance(error, MemoryError) or any(sign in str(error) for sign in _NO_MEMORY)
    if out_of_memory or isinstance(error, OSError):
        reason = "out of memory" if out_of_memory else getattr(error, "strerror", None) or error
        return _complain(_EXIT_RESOURCES, f"the system refused: {reason}; check space and memory")
    import traceback

    traceback.print_exc()
    return _complain(_EXIT_BUG, "a bug of ours; please report the lines above")


def _run(arguments: argparse.Namespace) -> int:
    from bot.commands import HANDLERS

    return HANDLERS[arguments.handler](arguments)


def _complain(code: int, text: str) -> int:
    print(f"error[{code}]: {text}", file=sys.stderr)
    return code


def _drop_output() -> None:
    """Send what is still buffered to nowhere, so that the interpreter does not fail on it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Version(argparse.Action):
    """Looks the version up when it is asked for: importlib.metadata takes longer than --help."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Ask the news a question; get its own words back, with who said them and where.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_asking(commands)
    _add_reading(commands)
    _add_index(commands)
    _add_eval(commands)
    _add_telegram(commands)
    return parser


def _add_asking(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ask = _add(commands, "ask", "ask one question")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer for programs")
    ask.add_argument(
        "--history",
        metavar="QUESTION",
        action="append",
        default=[],
        help="a question asked before, oldest first; repeat it",
    )
    chat = _add(commands, "chat", "ask questions one after the other, follow-ups too")
    for command in (ask, chat):
        _add_answering(command)
        command.add_argument(
            "--article",
            metavar="ID",
            action="append",
            default=[],
            help="search only this article; repeat it",
        )
        command.add_argument("--speaker", metavar="NAME", help="quote only what this speaker says")


def _add_answering(command: argparse.ArgumentParser) -> None:
    command.add_argument("-k", type=int, metavar="N", help="show at most N quotes (3)")
    command.add_argument("--min-confidence", type=float, metavar="P", help="answer from this probability on")


def _add_reading(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    show = _add(commands, "show", "show an article with its paragraphs numbered")
    show.add_argument("article", metavar="ARTICLE_ID")
    show.add_argument("--speakers", action="store_true", help="show who speaks in it instead, how often")
    show.add_argument("--json", action="store_true", help="print its record, or them, for programs")
    verify = _add(commands, "verify", "check the quotes of an old answer against the articles")
    verify.add_argument("file", metavar="ANSWER.json", type=Path)
    _add(commands, "doctor", "check everything and name the repair")


def _add_index(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    index = commands.add_parser("index", help="add, list and remove articles", allow_abbrev=False)
    actions = index.add_subparsers(metavar="ACTION", required=True)
    add = _add(actions, "add", "add articles: files, folders or - for standard input", handler="index add")
    add.add_argument("paths", metavar="PATH", type=Path, nargs="+")
    add.add_argument("-v", "--verbose", action="store_true", help="name the articles added too")
    add.add_argument("--strict", action="store_true", help="exit with 3 if a single file was left out")
    add.add_argument("--watch", action="store_true", help="stay, and keep the index in step with the folders")
    _add(actions, "list", "list the articles", handler="index list")
    remove = _add(actions, "remove", "remove articles", handler="index remove")
    remove.add_argument("articles", metavar="ID", nargs="+")
    _add(actions, "stats", "count what is in the index", handler="index stats")
    _add(actions, "verify", "check every row of the index", handler="index verify")
    rebuild = _add(actions, "rebuild", "make the index anew of its articles", handler="index rebuild")
    for command in (add, rebuild):
        command.add_argument(
            "--encoder",
            metavar="NAME",
            help="a sentence-transformers model, by name or folder",
        )


def _add_eval(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evaluate = _add(commands, "eval", "measure the answers to a question set")
    evaluate.add_argument("questions", metavar="QUESTIONS", type=Path)
    evaluate.add_argument(
        "--scope",
        choices=("all", "article"),
        default="all",
        help="search every article, or only the question's own",
    )
    evaluate.add_argument("--skip-bad", action="store_true", help="leave out questions that are wrong")
    for name, what in (
        ("--predictions", "write every answer, a line each"),
        ("--json", "write the figures and every question"),
        ("--report", "write a page to look at"),
    ):
        evaluate.add_argument(name, metavar="FILE", type=Path, help=what)
    evaluate.add_argument("--baseline", metavar="OLD.json", type=Path, help="compare with an older --json")
    evaluate.add_argument(
        "--gate",
        metavar="LIMITS.toml",
        type=Path,
        nargs="?",
        const=False,
        help="fail if a figure is significantly worse than the baseline, or misses a limit",
    )
    evaluate.add_argument(
        "--calibrate",
        metavar="SHARE",
        type=float,
        nargs="?",
        const=0.05,
        help="fit confidence and threshold for at most this share of wrong answers (0.05)",
    )
    _add_answering(evaluate)


def _add_telegram(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    telegram = _add(commands, "telegram", "answer questions on Telegram")
    _add_answering(telegram)
    telegram.add_argument(
        "--token-file", metavar="FILE", type=Path, help="the bot token (else ONRECORD_TELEGRAM_TOKEN has it)"
    )
    _add_state(telegram)
    for name, what in (
        ("--operator", "a user who may add and remove articles; repeat it"),
        ("--allow", "answer only this user or chat; repeat it"),
    ):
        telegram.add_argument(name, metavar="ID", type=int, action="append", default=[], help=what)
    telegram.add_argument("--feedback", action="store_true", help="offer 👍 and 👎, and keep them")
    telegram.add_argument(
        "--retention", metavar="HOURS", type=float, default=24.0, help="remember questions so long (24)"
    )
    telegram.add_argument("--webhook", metavar="URL", help="have Telegram call this address")
    telegram.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:8081", help="where the proxy passes its calls on"
    )
    telegram.add_argument(
        "--secret-file", metavar="FILE", type=Path, help="its secret (else ONRECORD_TELEGRAM_SECRET has it)"
    )
    telegram.add_argument(
        "--metrics", metavar="PORT", type=int, help="serve /healthz and /metrics on this machine"
    )
    telegram.set_defaults(
        token=os.environ.get("ONRECORD_TELEGRAM_TOKEN"),
        secret=os.environ.get("ONRECORD_TELEGRAM_SECRET"),
        api=os.environ.get("ONRECORD_TELEGRAM_API") or None,
    )
    feedback = commands.add_parser("feedback", help="use what people judged on Telegram", allow_abbrev=False)
    actions = feedback.add_subparsers(metavar="ACTION", required=True)
    export = _add(
        actions, "export", "print answers judged right as a question set", handler="feedback export"
    )
    _add_state(export)


def _add_state(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--state", metavar="DIR", type=Path, help="what the bot remembers (one in your data folder)"
    )


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    *,
    handler: str | None = None,
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary.capitalize() + ".", allow_abbrev=False
    )
    command.set_defaults(handler=handler or name)
    command.add_argument(
        "--index",
        metavar="DIR",
        type=Path,
        default=os.environ.get("ONRECORD_INDEX") or None,  # empty is as good as unset
        help="the index folder (ONRECORD_INDEX, else one in your data folder)",
    )
    return command


if __name__ == "__main__":
    sys.exit(main())
