import asyncio
import json
import selectors
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.telegram.limiter import Limiter

GROUP = -100
BEGINNING = 1000.3  # not a round number: its sums are rounded, as a real clock's are
HALT_MARGIN = 0.1
A_SECOND = 1.1  # as the bot counts it, since requests may come closer on their way
A_STEP = 1e-9  # seconds that the loop takes for doing what is due


class Leaper(selectors.SelectSelector):
    """Instead of waiting, sets the time to the next moment at which something happens."""

    now = BEGINNING

    def select(self, timeout: float | None = None) -> list[Any]:
        assert timeout is not None, "everybody waits, and nothing will happen"
        self.now += max(timeout, A_STEP)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is simulated, so that a simulated hour of sleep takes no time."""

    def __init__(self) -> None:
        self.leaper = Leaper()
        super().__init__(self.leaper)

    def time(self) -> float:
        return self.leaper.now


class Telegram:
    """Notes when each request starts, in seconds since the first, and answers as it is told to.

    Args:
        failures: What to raise, by text of the message, once each.
        seconds: How long a request takes.
    """

    def __init__(self, failures: dict[str, list[TelegramError]] | None = None, seconds: float = 0) -> None:
        self.failures = failures or {}
        self.seconds = seconds
        self.log: list[tuple[float, int | str | None, str]] = []
        self.limiter = Limiter(clock=self.time)

    def time(self) -> float:
        return asyncio.get_running_loop().time()

    async def respond(self, chat: int | str | None, text: str, *, pause: float) -> bool:
        self.log.append((self.time() - BEGINNING, chat, text))
        await asyncio.sleep(pause)
        if self.failures.get(text):
            raise self.failures[text].pop(0)
        return True

    def send(
        self,
        chat: int | str | None,
        text: str = "",
        endpoint: str = "sendMessage",
        retries: int | None = None,
    ) -> Coroutine[Any, Any, Any]:
        data = {"text": text} if chat is None else {"chat_id": chat, "text": text}
        return self.limiter.process_request(
            self.respond, (chat, text), {"pause": self.seconds}, endpoint, data, retries
        )

    async def later(self, seconds: float, work: Coroutine[Any, Any, Any]) -> Any:
        await asyncio.sleep(seconds)
        return await work

    def run(self, *works: Coroutine[Any, Any, Any]) -> list[Any]:
        """Do all at once, in simulated time; return what each gives or raises."""

        async def together() -> list[Any]:
            return await asyncio.gather(*works, return_exceptions=True)

        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            return runner.run(together())

    def starts(self, *chats: int | str | None) -> list[float]:
        """Return when requests started, to the tenth of a millisecond."""
        return [round(moment, 4) for moment, chat, _ in self.log if not chats or chat in chats]


def most_within(seconds: float, starts: Sequence[float]) -> int:
    """Count the starts in every window that begins with one, its end left out; return the most."""
    return max(sum(first <= other < round(first + seconds, 4) for other in starts) for first in starts)


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else every RetryAfter warns of its number


def test_two_hundred_sends_start_thirty_a_second():
    telegram = Telegram()
    assert telegram.run(*(telegram.send(chat) for chat in range(1, 201))) == [True] * 200
    assert most_within(1, telegram.starts()) == 30
    # 200 = 6 x 30 + 20: the last twenty start when six windows are over, not later
    assert telegram.starts() == pytest.approx([A_SECOND * (n // 30) for n in range(200)])
    assert [chat for _, chat, _ in telegram.log] == list(range(1, 201))


def test_no_second_holds_more_than_thirty_starts_when_requests_come_at_any_moment():
    telegram = Telegram(seconds=0.2)
    telegram.run(*(telegram.later(0.013 * n % 2, telegram.send(n)) for n in range(1, 151)))
    assert len(telegram.log) == 150
    assert most_within(1, telegram.starts()) == 30


def test_one_chat_gets_its_messages_a_second_apart_in_order():
    telegram = Telegram()
    telegram.run(*(telegram.send(7, f"{n}") for n in range(10)))
    assert [text for _, _, text in telegram.log] == list("0123456789")
    assert telegram.starts() == [float(n) for n in range(10)]


def test_a_chat_is_the_same_as_a_number_or_as_text():
    telegram = Telegram()
    telegram.run(telegram.send(7), telegram.send("7"), telegram.send("@News"), telegram.send("@news"))
    assert telegram.starts(7, "7") == [0, 1]
    assert telegram.starts("@News", "@news") == [0, 1]


def test_edits_count_like_messages():
    telegram = Telegram()
    telegram.run(telegram.send(7), telegram.send(7, endpoint="editMessageText"), telegram.send(7))
    assert telegram.starts() == [0, 1, 2]


def test_the_second_of_a_chat_begins_when_its_request_is_over():
    telegram = Telegram(seconds=0.4)  # it may have arrived only then
    telegram.run(telegram.send(7), telegram.send(7), telegram.send(8))
    assert telegram.starts(7) == [0, 1.4]
    assert telegram.starts(8) == [0]


def test_typing_and_reading_wait_for_no_turn_of_the_chat():
    telegram = Telegram()
    silent = [telegram.send(7, endpoint=endpoint) for endpoint in ("sendChatAction", "getChat") * 2]
    telegram.run(telegram.send(7), telegram.send(7), *silent)
    assert telegram.starts() == [0, 0, 0, 0, 0, 1]


def test_typing_counts_overall():
    telegram = Telegram()
    telegram.run(*(telegram.send(7, endpoint="sendChatAction") for _ in range(61)))
    assert telegram.starts() == pytest.approx([A_SECOND * (n // 30) for n in range(61)])


def test_what_concerns_no_chat_counts_overall_but_goes_ahead_of_the_queue():
    telegram = Telegram()
    queue = [telegram.send(chat) for chat in range(1, 301)]
    answer = telegram.send(None, endpoint="answerCallbackQuery")
    telegram.run(*queue, telegram.later(0.5, answer))
    assert telegram.starts(None) == [A_SECOND]  # the queue takes 10 seconds
    assert most_within(1, telegram.starts()) == 30


@pytest.mark.parametrize("group", [GROUP, str(GROUP), "@news"])
def test_a_group_gets_twenty_a_minute(group: int | str):
    telegram = Telegram()
    telegram.run(*(telegram.send(group) for _ in range(45)))
    assert most_within(60, telegram.starts()) == 20
    # a second apart, twenty a minute: 0 to 19, 60 to 79, 120 to 124
    assert telegram.starts() == [60.0 * (n // 20) + n % 20 for n in range(45)]


def test_a_chat_with_a_long_queue_does_not_delay_the_others():
    telegram = Telegram()
    flood = [telegram.send(GROUP) for _ in range(200)]
    telegram.run(*flood, *(telegram.send(chat) for chat in range(1, 30)))
    assert telegram.starts(*range(1, 30)) == [0] * 29


def test_retry_after_halts_its_chat_alone_for_all_of_its_time():
    telegram = Telegram({"first": [RetryAfter(5)]})
    others = [telegram.later(n / 2, telegram.send(8 + n)) for n in range(10)]
    typing = telegram.later(0.5, telegram.send(7, "typing", "sendChatAction"))
    done = telegram.run(telegram.send(7, "first"), telegram.send(7, "second"), typing, *others)
    assert done == [True] * 13  # the retried request succeeds
    assert [text for _, _, text in telegram.log if text not in ("", "typing")] == ["first", "first", "second"]
    halt = 5 + HALT_MARGIN
    assert telegram.starts(7) == [0, halt, halt, halt + 1]
    assert telegram.starts(*range(8, 18)) == [n / 2 for n in range(10)]


def test_a_halt_that_comes_while_a_request_queues_is_kept():
    telegram = Telegram({"typing": [RetryAfter(3)]}, seconds=0.5)
    crowd = [telegram.send(chat) for chat in range(10, 39)]
    telegram.run(telegram.send(7, "typing", "sendChatAction"), *crowd, telegram.send(7, "queued"))
    # 30 started at once; the queued one was due at 1, but its chat was halted at 0.5
    assert telegram.log[-1][2] == "queued"
    assert telegram.starts(7) == [0, 0.5 + 3 + HALT_MARGIN, 0.5 + 3 + HALT_MARGIN]


def test_a_shorter_halt_does_not_end_a_longer_one():
    telegram = Telegram({"long": [RetryAfter(20)], "short": [RetryAfter(1)]}, seconds=0.5)
    short = telegram.later(0.1, telegram.send(7, "short", "sendChatAction"))
    telegram.run(telegram.send(7, "long"), short)
    assert telegram.starts() == [0, 0.1, 20.5 + HALT_MARGIN, 20.5 + HALT_MARGIN]


def test_retry_after_nothing_is_a_second():
    telegram = Telegram({"first": [RetryAfter(0)]})
    telegram.run(telegram.send(7, "first"))
    assert telegram.starts() == [0, 1 + HALT_MARGIN]


def test_a_request_without_a_chat_is_retried_and_halts_no_other():
    telegram = Telegram({"first": [RetryAfter(5)]})
    telegram.run(telegram.send(None, "first"), telegram.later(1, telegram.send(None)))
    assert telegram.starts() == [0, 1, 5 + HALT_MARGIN]


def test_three_retries_are_made_then_the_error_is_raised_and_the_halt_is_kept():
    errors = [RetryAfter(2) for _ in range(4)]
    telegram = Telegram({"first": errors.copy()})
    done = telegram.run(telegram.send(7, "first"), telegram.send(7, "second"))
    assert done == [errors[3], True]
    assert telegram.starts() == [round(n * (2 + HALT_MARGIN), 4) for n in range(5)]


def test_the_caller_may_ask_for_fewer_retries():
    error = RetryAfter(2)
    telegram = Telegram({"first": [error]})
    assert telegram.run(telegram.send(7, "first", retries=0)) == [error]
    assert telegram.starts() == [0]


def test_ten_minutes_are_waited_for_and_more_is_raised_at_once():
    error = RetryAfter(601)
    telegram = Telegram({"long": [RetryAfter(600)], "longer": [error]})
    assert telegram.run(telegram.send(7, "long"), telegram.send(8, "longer")) == [True, error]
    assert telegram.starts(7) == [0, 600 + HALT_MARGIN]
    assert telegram.starts(8) == [0]


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("seconds", [2, timedelta(seconds=2.5)])
def test_the_halt_may_be_given_as_a_number(monkeypatch: pytest.MonkeyPatch, seconds: int | timedelta):
    monkeypatch.setenv("PTB_TIMEDELTA", "0")
    telegram = Telegram({"first": [RetryAfter(seconds)]})
    telegram.run(telegram.send(7, "first"))
    number = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    assert telegram.starts() == [0, number + HALT_MARGIN]


def test_other_errors_pass_and_the_next_request_is_sent():
    error = Forbidden("bot was blocked by the user")
    telegram = Telegram({"first": [error]})
    assert telegram.run(telegram.send(7, "first"), telegram.send(7, "second")) == [error, True]
    assert telegram.starts() == [0, 1]


def test_a_cancelled_request_gives_its_turn_to_the_next():
    telegram = Telegram()

    async def cancel_the_second() -> None:
        first, second, third = (asyncio.create_task(telegram.send(7, text)) for text in ("1", "2", "3"))
        await asyncio.sleep(0.5)
        second.cancel()
        await asyncio.wait((first, second, third))

    telegram.run(cancel_the_second())
    assert [text for _, _, text in telegram.log] == ["1", "3"]
    assert telegram.starts() == [0, 1]


def test_a_sleep_that_ends_early_is_gone_on_with():
    telegram = Telegram({"first": [RetryAfter(5)]})
    telegram.limiter = Limiter(clock=telegram.time, sleep=lambda seconds: asyncio.sleep(seconds / 2))
    telegram.run(telegram.send(7, "first"), *(telegram.send(chat) for chat in range(8, 38)))
    assert telegram.starts() == [*[0] * 30, A_SECOND, 5 + HALT_MARGIN]


def test_chats_that_are_quiet_are_forgotten():
    telegram = Telegram()

    async def send_and_rest() -> None:
        await asyncio.gather(*(telegram.send(chat) for chat in range(1, 10_001)))
        assert len(telegram.limiter._chats) <= 10_000
        await asyncio.sleep(61)
        await telegram.send(GROUP)

    telegram.run(send_and_rest())
    assert set(telegram.limiter._chats) == {GROUP}


def test_a_chat_is_not_forgotten_while_its_request_is_under_way():
    telegram = Telegram(seconds=100)
    telegram.run(telegram.send(7), telegram.later(70, telegram.send(8)), telegram.later(71, telegram.send(7)))
    assert telegram.starts(7) == [0, 101]


def test_a_chat_is_not_forgotten_while_it_is_halted():
    telegram = Telegram({"first": [RetryAfter(90)]})
    last = telegram.later(71, telegram.send(7))
    telegram.run(telegram.send(7, "first", retries=0), telegram.later(70, telegram.send(8)), last)
    assert telegram.starts(7) == [0, 90 + HALT_MARGIN]


def test_a_group_is_not_forgotten_within_a_minute_of_its_last_message():
    telegram = Telegram()
    many = [telegram.later(50, telegram.send(GROUP)) for _ in range(19)]
    last = [telegram.later(71, telegram.send(GROUP)) for _ in range(2)]
    telegram.run(telegram.send(GROUP), *many, telegram.later(70, telegram.send(8)), *last)
    # the first is a minute old: 50 to 68 are nineteen, 71 makes twenty, the next has to wait for 50 + 60
    assert telegram.starts(GROUP) == [0, *range(50, 69), 71, 110]


class Wire(BaseRequest):
    """Answers a bot's requests without a network, and notes when each method was called."""

    read_timeout = None

    def __init__(self) -> None:
        self.calls: list[tuple[float, str]] = []

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, *others: Any, **options: Any) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.calls.append((round(asyncio.get_running_loop().time() - BEGINNING, 4), name))
        user = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}
        message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}
        result = {"getMe": user, "sendMessage": message}.get(name, True)
        return 200, json.dumps({"ok": True, "result": result}).encode()


def test_a_bot_of_the_library_sends_through_it():
    wire = Wire()

    async def use_a_bot() -> None:
        limiter = Limiter(clock=asyncio.get_running_loop().time)
        async with ExtBot("123:abc", request=wire, get_updates_request=wire, rate_limiter=limiter) as bot:
            await bot.send_message(7, "one")
            await bot.send_chat_action(7, "typing")
            await bot.send_message("7", "two")

    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        runner.run(use_a_bot())
    assert wire.calls == [(0, "getMe"), (0, "sendMessage"), (0, "sendChatAction"), (1, "sendMessage")]
