"""Measures the Telegram bot, as a process against our strict server on loopback.

    python tests/benchmarks/telegram.py latency|chats|flood|kills|forged [N]

- ``latency``: N questions (100) in as many chats, one after the other: from the update to the answer.
- ``chats``: N chats (1,000) ask within a minute: how many are answered, how long it takes, memory.
- ``flood``: N questions (40) with and without one user who sends 100 messages a second, in turns.
- ``kills``: N times (500) kill -9 at a random moment after a question: lost and repeated answers.
- ``forged``: N webhook calls (10,000) without the right secret: how many are accepted.
"""

import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from stand_in import ADA, TOKEN
from strict_process import BotProcess, person
from strict_server import StrictServer

from bot.settings import Settings
from bot.wiring import build_shipped

QUESTIONS = (
    "Why does Iran need a pact with Syria?",
    "Who is Amir Hatami?",
    "When did the war break out?",
    "Who won the 2018 World Cup?",
    "How many people have died in the civil war?",
    "What did Ali Fathollah-Nejad say about the accord?",
)
SECRET = "s" * 40


class Log(list):  # of (method, fields), each with the moment it came
    """Keeps when each answer came, by chat."""

    def __init__(self):
        super().__init__()
        self.answers = []

    def append(self, call):
        if call[0] == "sendMessage":
            self.answers.append((int(call[1]["chat_id"]), time.monotonic()))
        super().append(call)


@contextmanager
def running(*options, insecure=False):
    """Run the bot over the shipped article; yield the server, its log, a starter and the process."""
    with tempfile.TemporaryDirectory() as name, StrictServer(insecure_webhooks=insecure) as server:
        folder = Path(name)
        build_shipped(Settings(folder / "index"), lambda _: None)
        server._calls = log = Log()

        def start():
            return BotProcess(server.address, folder, folder / "index", options, TOKEN)

        bot = start()
        server.wait_for("setWebhook" if insecure else "setMyCommands", 1)
        yield server, log, start, bot
        bot.kill()


def wait(log, n, seconds):
    """Wait for n answers; return whether they came."""
    until = time.monotonic() + seconds
    while len(log.answers) < n and time.monotonic() < until:
        time.sleep(0.0005)
    return len(log.answers) >= n


def ask_in_turn(server, log, first, n):
    """Ask in n chats, one after the other; return the seconds that each answer took."""
    taken = []
    for number in range(first, first + n):
        since = time.monotonic()
        server.say(QUESTIONS[number % len(QUESTIONS)], person(number))
        until = since + 60
        while not any(chat == number for chat, _ in log.answers[-200:]) and time.monotonic() < until:
            time.sleep(0.0005)
        taken.append(next((at - since for chat, at in log.answers if chat == number), 60.0))
        time.sleep(0.03)
    return taken


def told(taken):
    """Return the median and the 95th percentile in milliseconds."""
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
    return f"p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms"


def memory_of(bot):
    """Return the resident memory of the process in MB."""
    lines = Path(f"/proc/{bot._process.pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def latency(n=100):
    with running() as (server, log, _, _bot):
        ask_in_turn(server, log, 1, 10)
        print(f"{n} questions: {told(ask_in_turn(server, log, 100, n))}")


def chats(n=1000):
    with running() as (server, log, _, bot):
        ask_in_turn(server, log, 1, 10)
        before, began = memory_of(bot), time.monotonic()
        asked = {}
        for number in range(1000, 1000 + n):
            time.sleep(max(0.0, began + (number - 1000) * 58 / n - time.monotonic()))
            asked[number] = time.monotonic()
            server.say(QUESTIONS[number % len(QUESTIONS)], person(number))
        wait(log, n + 10, 180)
        answered = Counter(chat for chat, _ in log.answers)
        taken = sorted(at - asked[chat] for chat, at in log.answers if chat in asked)
        lost = sum(number not in answered for number in asked)
        twice = sum(answered[number] > 1 for number in asked)
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        print(f"{n} chats in a minute: {lost} lost, {twice} answered twice, p50 {p50:.2f} s, p99 {p99:.2f} s")
        print(
            f"memory {before:.0f} MB before, {memory_of(bot):.0f} MB after; refusals {len(server.refusals)}"
        )


def flood(n=40):
    with running() as (server, log, _, _bot):
        ask_in_turn(server, log, 1, 10)
        flooding, over = threading.Event(), threading.Event()

        def send():
            while not over.is_set():
                if flooding.wait(0.1):
                    with server.together():
                        for _ in range(10):
                            server.say("Who is Amir Hatami?", person(7))
                    time.sleep(0.1)

        flooder = threading.Thread(target=send, daemon=True)
        flooder.start()
        quiet, loud = [], []
        for turn in range(4):
            (flooding.set if turn % 2 else flooding.clear)()
            time.sleep(2)
            (loud if turn % 2 else quiet).extend(ask_in_turn(server, log, 1000 * (turn + 1), n))
        over.set()
        flooder.join()
        n_flooder = sum(chat == 7 for chat, _ in log.answers)
        print(
            f"without a flooder: {told(quiet)}\nwith one: {told(loud)}; the flooder had {n_flooder} messages"
        )


def kills(n=500):
    rng = random.Random(5)
    with running() as (server, log, start, bot):
        for number in range(1, n + 1):
            server.say(QUESTIONS[number % len(QUESTIONS)], person(number))
            time.sleep(rng.uniform(0.0, 0.25))
            bot.kill()
            bot = start()
            server.wait_for("getMe", number + 1, 60)
            if number % 50 == 0:
                print(f"{number} kills", file=sys.stderr)
        until = time.monotonic() + 600  # on a busy machine most are answered after the last kill
        while len({chat for chat, _ in log.answers}) < n and time.monotonic() < until:
            time.sleep(0.05)
        answered = Counter(chat for chat, _ in log.answers)
        lost = sum(number not in answered for number in range(1, n + 1))
        print(f"{n} kills: {lost} lost, {sum(v - 1 for v in answered.values())} answered once more")
        bot.kill()


def forged(n=10_000):
    with tempfile.TemporaryDirectory() as name:
        secret = Path(name, "secret")
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(0o600)
        address = "127.0.0.1:18081"
        options = ("--webhook", f"http://{address}/hook", "--listen", address, "--secret-file", str(secret))
        with running(*options, insecure=True) as (_server, log, _, _bot), httpx.Client() as client:
            rng, statuses = random.Random(3), Counter()
            message = {"message_id": 5, "date": int(time.time()), "chat": person(1), "from": ADA, "text": "x"}
            for number in range(n):
                wrong = SECRET[:-1] + rng.choice("abc") if number % 2 else "".join(rng.choices("sS-_9", k=40))
                headers = {"X-Telegram-Bot-Api-Secret-Token": wrong}
                body = json.dumps({"update_id": number, "message": message})
                statuses[
                    client.post(f"http://{address}/hook", content=body, headers=headers).status_code
                ] += 1
            print(f"{n} forged calls: {dict(statuses)}, {len(log.answers)} answered")


if __name__ == "__main__":
    measure = {f.__name__: f for f in (latency, chats, flood, kills, forged)}[sys.argv[1]]
    measure(*map(int, sys.argv[2:3]))
