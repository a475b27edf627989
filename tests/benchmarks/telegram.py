"""Measures the Telegram bot, as a process against our strict server on loopback.

    python tests/benchmarks/telegram.py latency|chats|chats-all-different|flood|flood-webhook|flood-group [N]
    python tests/benchmarks/telegram.py kills|forged|inline|typing|presses|operators [N]

- ``latency``: N questions (100) in as many chats, one after the other: from the update to the answer.
- ``chats``: N chats (1,000) ask within a minute: how many are answered, how long it takes, memory.
  They ask 400 different questions; ``chats-all-different``: with a number behind each, none comes twice.
- ``flood``: five times N questions (20), each asked thrice, of a new bot: alone, beside who sends 100
  messages a second to another bot, which does nothing with them, and beside who sends as many to this one.
- ``flood-webhook``: the same where the server calls the bot.
- ``flood-group``: N people (15) ask in a group, one every 3.2 s, for Telegram takes 20 messages a minute:
  without a flooder there, in the first minute of one, and after it.
- ``kills``: N times (500) kill -9 at a random moment after a question: lost and repeated answers.
- ``forged``: N webhook calls (10,000) without the right secret: how many are accepted.
- ``inline``: N inline queries (50) of as many people: to the offer, which waits 0.4 s for who types on.
- ``typing``: N people (20) type a question, quickly or slowly: how many of their queries are answered.
- ``presses``: every button under N answers (20): to the press's answer, and to what it shows.
- ``operators``: N files (8) of an operator: to the reply, and whether the next question quotes it; then
  while 20 chats ask four questions a second.
"""

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from stand_in import ADA, GROUP, TOKEN
from strict_process import person
from strict_server import StrictServer
from telegram_bench import (
    QUESTIONS,
    SECRET,
    ask,
    ask_in_turn,
    memory_of,
    p95,
    running,
    seconds_of,
    told,
)

HOOK, OTHER_HOOK = "127.0.0.1:18081", "127.0.0.1:18082"
FLOODER = 7_000_000
NEWS = (
    ("The ferry Aldora sank off Kvinherad because of a leak in its hull.", "Why did the ferry Aldora sink?"),
    ("Beekeepers in Trondal lost 400 hives to frost in April.", "How many hives did the beekeepers lose?"),
    ("The opera house of Lindby will reopen in 2031.", "When will the opera house of Lindby reopen?"),
    ("Professor Ines Moravec discovered a comet from her balcony.", "Who discovered a comet?"),
    ("Thieves stole eleven tubas from the brass museum of Oxley.", "What did thieves steal in Oxley?"),
    ("The mayor of Tarnow banned leaf blowers before noon.", "Who banned leaf blowers?"),
    ("A bakery in Porto sold a loaf of bread for 900 euros.", "What did a loaf of bread in Porto cost?"),
    ("Engineers moved the lighthouse of Skagerin 70 metres inland.", "How far was the lighthouse moved?"),
)


def latency(n=100):
    with running() as (server, log, _, _bot):
        print(f"{n} questions: {told(ask_in_turn(server, log, range(100, 100 + n)))}")


def chats(n=1000, ending=""):
    with running() as (server, log, _, bot):
        before, began, first = memory_of(bot), time.monotonic(), len(log.moments)
        asked = {}
        for number in range(1000, 1000 + n):
            time.sleep(max(0.0, began + (number - 1000) * 58 / n - time.monotonic()))
            asked[number] = time.monotonic()
            server.say(QUESTIONS[number % len(QUESTIONS)] + ending.format(number), person(number))
        until = time.monotonic() + 180
        while sum(log.messages().values()) < n + 10 and time.monotonic() < until:
            time.sleep(0.05)
        sent = [(int(f["chat_id"]), at) for at, method, f in log.moments[first:] if method == "sendMessage"]
        taken = sorted(at - asked[chat] for chat, at in sent)
        answered = Counter(chat for chat, _ in sent)
        lost, twice = sum(c not in answered for c in asked), sum(v > 1 for v in answered.values())
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        print(f"{n} chats in a minute: {lost} lost, {twice} answered twice, p50 {p50:.2f} s, p99 {p99:.2f} s")
        refused = dict(Counter(server.refusals))
        print(f"memory {before:.0f} MB before, {memory_of(bot):.0f} MB after; refusals {refused}")


def chats_all_different(n=1000):
    chats(n, " {}")


@contextmanager
def repeating(act, seconds):
    """Do something again and again, at that distance; yield the switch, which is off."""
    is_on, is_over = threading.Event(), threading.Event()

    def go():
        due = time.monotonic()
        while not is_over.is_set():
            due = max(due + seconds, time.monotonic() - 1.0)
            time.sleep(max(0.0, due - time.monotonic()))
            if is_on.is_set():
                act()

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    yield is_on
    is_over.set()
    thread.join()


@contextmanager
def flooding(server, chat):
    """Let one person send 100 messages a second to a chat, one by one; yield the switch and the count."""
    sent = Counter()

    def say():
        server.say("/ask Who is Amir Hatami?", chat, **{"from": {**ADA, "id": FLOODER}})
        sent["messages"] += 1

    with repeating(say, 0.01) as is_on:
        yield is_on, sent


@contextmanager
def discarding(webhook):
    """Run another server, whose bot does nothing with what it gets; yield the server."""
    program = [sys.executable, str(Path(__file__).with_name("discarding.py"))]
    with StrictServer(insecure_webhooks=True) as server:
        what = ("listen", OTHER_HOOK) if webhook else ("poll", f"{server.address}/bot{TOKEN}")
        process = subprocess.Popen([*program, *what])
        if webhook:
            server._do(server.updates.call(f"http://{OTHER_HOOK}/", None))
        yield server
        process.kill()
        process.wait()


def flood(n=20, webhook=""):
    with (
        running(webhook=webhook) as (server, log, start, bot),
        discarding(webhook) as other,
        flooding(other, person(FLOODER)) as (is_aside, _),
        flooding(server, person(FLOODER)) as (is_on, sent),
    ):
        quiet, aside, loud, seconds = [], [], [], 0.0
        turns = [(quiet, None), (aside, is_aside), (loud, is_on)]
        for first in range(1000, 1000 + 5 * n, n):
            for taken, flooded in turns:  # the same questions, which a new bot does not remember
                bot.kill()
                bot = start()
                ask_in_turn(server, log, range(1, 11))
                since = time.monotonic()
                if flooded:
                    flooded.set()
                time.sleep(2)
                taken += ask_in_turn(server, log, range(first, first + n))
                if flooded:
                    flooded.clear()
                seconds += (time.monotonic() - since) * (taken is loud)
            turns.append(turns.pop(0))
        print(f"without a flooder: {told(quiet)}")
        print(f"who floods a bot that does nothing: {told(aside)}, p95 {p95(aside) / p95(quiet) - 1:+.0%}")
        print(f"who floods this one: {told(loud)}, p95 {p95(loud) / p95(quiet) - 1:+.0%}", end="")
        print(f", against the other {p95(loud) / p95(aside) - 1:+.0%}")
        rate = sent["messages"] / seconds
        print(f"the flooder sent {rate:.0f} messages a second and got {log.messages()[FLOODER]}", end="")
        is_on.set()
        time.sleep(2)
        before, first = seconds_of(bot), sent["messages"]
        time.sleep(8)
        each = 1000 * (seconds_of(bot) - before) / (sent["messages"] - first)
        print(f"; each costs {each:.2f} ms of a core")
        bot.kill()


def flood_webhook(n=20):
    flood(n, HOOK)


def flood_group(n=15):
    with running() as (server, log, _, _bot), flooding(server, GROUP) as (is_on, _):
        people = iter(range(1000, 2000))

        def ask_there():
            taken = []
            for number in (next(people) for _ in range(n)):
                due, text = time.monotonic() + 3.2, f"/ask {QUESTIONS[number % len(QUESTIONS)]}"
                taken.append(ask(server, log, text, GROUP, **{"from": {**ADA, "id": number}}))
                time.sleep(max(0.0, due - time.monotonic()))
            return taken

        print(f"in a group without a flooder: {told(ask_there())}")
        is_on.set()
        time.sleep(1)
        print(f"in the first minute of one: {told(ask_there())}")
        time.sleep(15)
        print(f"after it: {told(ask_there())}; {log.messages()[GROUP['id']] - 3 * n} messages to the flooder")


def kills(n=500):
    rng = random.Random(5)
    with running() as (server, log, start, bot):
        for number in range(1001, n + 1001):
            server.say(QUESTIONS[number % len(QUESTIONS)], person(number))
            time.sleep(rng.uniform(0.0, 0.25))
            bot.kill()
            bot = start()
            server.wait_for("getMe", number - 999, 60)
            if number % 50 == 0:
                print(f"{number - 1000} kills", file=sys.stderr)
        until = time.monotonic() + 600  # on a busy machine most are answered after the last kill
        while len(log.messages()) < n + 10 and time.monotonic() < until:
            time.sleep(0.05)
        answered = log.messages()
        lost = sum(number not in answered for number in range(1001, n + 1001))
        print(f"{n} kills: {lost} lost, {sum(v - 1 for v in answered.values())} answered once more")
        bot.kill()


def forged(n=10_000):
    with running(webhook=HOOK) as (_server, log, _, _bot), httpx.Client() as client:
        rng, statuses, before = random.Random(3), Counter(), log.messages()
        message = {"message_id": 5, "date": int(time.time()), "chat": person(1), "from": ADA, "text": "x"}
        for number in range(n):
            wrong = SECRET[:-1] + rng.choice("abc") if number % 2 else "".join(rng.choices("sS-_9", k=40))
            headers = {"X-Telegram-Bot-Api-Secret-Token": wrong}
            body = json.dumps({"update_id": number, "message": message})
            answer = client.post(f"http://{HOOK}/hook", content=body, headers=headers)
            statuses[answer.status_code] += 1
        answered = sum((log.messages() - before).values())
        print(f"{n} forged calls: {dict(statuses)}, {answered} answered")


def _type(server, log, text, user):
    """Type an inline query; return how many seconds the offer took."""
    began, since = len(log.moments), time.monotonic()
    query = server.ask_inline(text, {**ADA, "id": user})
    return log.wait(began, "answerInlineQuery", inline_query_id=query) - since


def inline(n=50):
    with running() as (server, log, _, _bot):
        asked = [f"{QUESTIONS[number % len(QUESTIONS)]} {number}" for number in range(n)]
        new = [_type(server, log, text, 1000 + number) for number, text in enumerate(asked)]
        again = [_type(server, log, text.upper(), 2000 + number) for number, text in enumerate(asked)]
        print(f"{n} inline queries: {told(new)}; asked again by others: {told(again)}")


def typing(n=20):
    with running() as (server, log, _, _bot):
        for pause in (0.15, 0.6):
            n_typed, began, taken = 0, len(log.moments), []
            for number in range(n):
                text = QUESTIONS[number % len(QUESTIONS)]
                for end in range(4, len(text), 4):
                    server.ask_inline(text[:end], {**ADA, "id": 1000 + number})
                    n_typed += 1
                    time.sleep(pause)
                taken.append(_type(server, log, text, 1000 + number))
            offers = [1 for _, method, _ in log.moments[began:] if method == "answerInlineQuery"]
            answered = f"{len(offers)} of {n_typed + n} queries answered"
            print(f"a letter typed every {pause / 4:.2f} s: {answered}, the last after {told(taken)}")


def presses(n=20):
    with running("--feedback", "-k", "1") as (server, log, _, _bot):
        people = range(1000, 1000 + n)
        for number in people:
            ask(server, log, "Why does Iran need a pact with Syria?", person(number))
        edited, sent = "editMessageText", "sendMessage"
        shows = {"around": edited, "back": edited, "more": sent, "who": sent}
        for verb in (*shows, "good"):
            time.sleep(1.1)  # one message a second to a chat
            answered, shown = [], []
            for number in people:
                message = server.visible(number)[0]
                rows = message["reply_markup"]["inline_keyboard"]
                data = next(
                    data for row in rows for b in row if (data := b["callback_data"]).startswith(verb)
                )
                began, since = len(log.moments), time.monotonic()
                press = server.press(data, message["message_id"], person(number))
                answered.append(log.wait(began, "answerCallbackQuery", callback_query_id=press) - since)
                if verb in shows:
                    shown.append(log.wait(began, shows[verb], chat_id=number) - since)
            print(f"{verb}: answered {told(answered)}" + (f"; shown {told(shown)}" if shown else ""))


def operators(n=8):
    people = iter(range(2000, 10_000))
    with running("--operator", "1000") as (server, log, _, _bot):

        def ask_beside():
            number = next(people)
            server.say(QUESTIONS[number % len(QUESTIONS)], person(2000 + number % 20))

        with repeating(ask_beside, 0.25) as is_on:
            for title in ("alone", "while 20 chats ask"):
                (is_on.clear if title == "alone" else is_on.set)()
                added, asked, n_quoted = [], [], 0
                for number, (text, question) in enumerate(NEWS[:n]):
                    time.sleep(1.1)  # one message a second to a chat
                    file = f"News of the day {number}, {title}\n\n{text}".encode()
                    began, since = len(log.moments), time.monotonic()
                    sent = server.send_document(f"{number}.txt", file, person(1000))
                    added.append(log.wait(began, "sendMessage", chat_id=1000, reply_to=sent) - since)
                    time.sleep(1.1)
                    asked.append(ask(server, log, question, person(1000)))
                    n_quoted += text in server.visible(1000)[-1]["text"]
                print(f"{title}: added after {told(added)}; {n_quoted} of {n} quoted after {told(asked)}")


MEASURES = (
    *(latency, chats, chats_all_different, flood, flood_webhook, flood_group, kills, forged),
    *(inline, typing, presses, operators),
)

if __name__ == "__main__":
    measure = {one.__name__.replace("_", "-"): one for one in MEASURES}[sys.argv[1]]
    measure(*map(int, sys.argv[2:3]))
