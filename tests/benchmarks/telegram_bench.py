"""What the measurements of the Telegram bot share: a bot that runs as a process, and when it said what."""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from stand_in import TOKEN
from strict_process import BotProcess, person
from strict_server import StrictServer

from bot.settings import Settings
from bot.wiring import build_shipped

SECRET = "s" * 40
PATIENCE = 60.0  # seconds


def _questions():
    """Return questions on the shipped article, and on articles that the bot has not; none comes twice.

    What was read for a question is remembered, so that asking it again measures something else.
    """
    folder = Path(__file__).parents[2] / "corpus" / "questions"
    files = (folder / "media-line.jsonl", folder / "news" / "test-questions.jsonl")
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    asked = list(dict.fromkeys(row["question"] for row in rows if not row.get("history")))
    return tuple(random.Random(7).sample(asked, len(asked)))


QUESTIONS = _questions()


class Log(list):  # of (method, fields)
    """Keeps when each call came."""

    def __init__(self):
        super().__init__()
        self.moments = []

    def append(self, call):
        method, fields = call
        replied = (fields.get("reply_parameters") or {}).get("message_id")
        self.moments.append((time.monotonic(), method, {**fields, "reply_to": replied}))
        super().append(call)

    def wait(self, since, method, seconds=PATIENCE, **wanted):
        """Return the moment of the first such call after the first ``since``; when patience ends if none."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            while since < len(self.moments):
                moment, name, fields = self.moments[since]
                since += 1
                if name == method and all(
                    str(fields.get(key)) == str(value) for key, value in wanted.items()
                ):
                    return moment
            time.sleep(0.0005)
        return until

    def messages(self):
        """Return how many messages each chat was sent."""
        return Counter(int(fields["chat_id"]) for method, fields in list(self) if method == "sendMessage")


@contextmanager
def running(*options, webhook=""):
    """Run the bot over the shipped article; yield the server, its log, a starter and the process."""
    with tempfile.TemporaryDirectory() as name, StrictServer(insecure_webhooks=bool(webhook)) as server:
        folder = Path(name)
        build_shipped(Settings(folder / "index"), lambda _: None)
        server._calls = log = Log()
        if webhook:
            secret = folder / "secret"
            secret.write_text(SECRET, encoding="utf-8")
            secret.chmod(0o600)
            called = ("--webhook", f"http://{webhook}/hook", "--listen", webhook)
            options = (*options, *called, "--secret-file", str(secret))

        def start():
            return BotProcess(server.address, folder, folder / "index", options, TOKEN)

        bot = start()
        server.wait_for("setWebhook" if webhook else "setMyCommands", 1)
        ask_in_turn(server, log, range(1, 11))
        yield server, log, start, bot
        bot.kill()


def ask(server, log, text, chat, **fields):
    """Ask; return how many seconds the answer took."""
    began, since = len(log.moments), time.monotonic()
    asked = server.say(text, chat, **fields)
    return log.wait(began, "sendMessage", chat_id=chat["id"], reply_to=asked) - since


def ask_in_turn(server, log, numbers, pause=0.03):
    """Ask in as many chats, one after the other; return the seconds that each answer took."""
    taken = []
    for number in numbers:
        taken.append(ask(server, log, QUESTIONS[number % len(QUESTIONS)], person(number)))
        time.sleep(pause)
    return taken


def p95(taken):
    return statistics.quantiles(taken, n=20)[18]


def told(taken):
    """Return the median and the 95th percentile in milliseconds."""
    return f"p50 {1000 * statistics.median(taken):.0f} ms, p95 {1000 * p95(taken):.0f} ms"


def memory_of(bot):
    """Return the resident memory of the process in MB."""
    lines = Path(f"/proc/{bot._process.pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def seconds_of(bot):
    """Return the time of a core that the process has taken, in seconds."""
    fields = Path(f"/proc/{bot._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
