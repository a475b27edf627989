"""The bot as a process: what may go wrong between it and Telegram (T31 to T48)."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import GROUP, TOKEN
from strict_process import BotProcess, person, texts, wait_until
from strict_server import StrictServer

from bot.telegram.state import State

Start = Callable[..., BotProcess]

COST, HUNT = "How much did the harbour bridge cost?", "What do the owls hunt?"
IT_COST, THEY_HUNT = "It cost $3.5 billion.", "The owls hunt mice at night."


def answers(server: StrictServer, chat: int) -> list[str]:
    """Return which of the two answers stand in a chat, each shortened to its quote."""
    return [quote for text in texts(server, chat) for quote in (IT_COST, THEY_HUNT) if quote in text]


def ask(server: StrictServer, *chats: int) -> None:
    with server.together():
        for chat in chats:
            server.say(COST, person(chat))


def test_asked_to_retry_later_it_does_so_after_that_time(server: StrictServer, start: Start) -> None:
    bot = start()
    server.fail("sendMessage", status=429, retry_after=2, chat_id=1)
    server.fail("sendMessage", status=429, retry_after=0, chat_id=2)
    server.fail("sendMessage", status=429, description="Too Many Requests", chat_id=3)
    ask(server, 1, 2, 3)
    wait_until(lambda: ("sendMessage", 1) in server.faults.befallen)
    since = time.monotonic()
    wait_until(lambda: server.visible(1))
    assert time.monotonic() - since > 1.9
    server.wait_for("sendMessage", 3)
    assert [answers(server, chat) for chat in (1, 2, 3)] == [[IT_COST]] * 3
    assert bot.stop() == 143
    assert bot.logged("ERROR") == []


def test_a_day_of_waiting_is_not_waited_for_and_holds_up_nobody(server: StrictServer, start: Start) -> None:
    bot = start()
    server.fail("sendMessage", status=429, retry_after=86_400, chat_id=1)
    ask(server, 1, 2)
    server.say(HUNT, person(1))
    server.wait_for("sendMessage", 2)
    assert (answers(server, 1), answers(server, 2)) == ([THEY_HUNT], [IT_COST])
    assert bot.stop() == 143
    assert server.faults.befallen == [("sendMessage", 1)]
    assert "86400" in "".join(bot.logged("WARNING"))


def test_whatever_a_broken_server_answers_it_tries_again(server: StrictServer, start: Start) -> None:
    html = {"status": 502, "body": "<html>Bad Gateway</html>"}
    faults = [
        ("getMe", html),
        ("deleteWebhook", {"status": 500}),
        ("getUpdates", {"status": 504, "body": ""}),
    ]
    for method, fault in faults:
        server.fail(method, **fault)
    for chat, (_, fault) in enumerate(faults, 1):
        server.fail("sendMessage", **fault, chat_id=chat)
    bot = start()
    ask(server, 1, 2, 3)
    server.wait_for("sendMessage", 3)
    assert [answers(server, chat) for chat in (1, 2, 3)] == [[IT_COST]] * 3
    assert bot.stop() == 143
    assert len(server.faults.befallen) == 6
    assert bot.logged("ERROR") == []


def test_an_answer_that_nobody_can_read_is_uncertain(server: StrictServer, start: Start) -> None:
    bot = start()
    server.fail("sendMessage", status=200, body="")
    ask(server, 1)
    wait_until(lambda: server.faults.befallen)
    server.say("And how long is it?", person(1))
    server.wait_for("sendMessage", 1)
    assert bot.stop() == 143
    assert "may not have arrived" in "".join(bot.logged("WARNING"))


@pytest.mark.parametrize("fault", [{"status": 200, "body": ""}, {"status": 429, "retry_after": 86_400}])
def test_it_starts_whatever_greets_it(server: StrictServer, start: Start, fault: dict[str, Any]) -> None:
    server.fail("setMyCommands", **fault)
    bot = start()
    ask(server, 1)
    wait_until(lambda: server.visible(1) or bot.has_ended())
    assert answers(server, 1) == [IT_COST]


def test_what_may_have_arrived_is_not_sent_twice(server: StrictServer, start: Start) -> None:
    bot = start()
    server.fail("sendMessage", reset=True, chat_id=1)
    server.fail("sendMessage", reset_before=True, chat_id=2)
    server.fail("sendMessage", seconds=6.0, chat_id=3)  # more than it waits
    ask(server, 1, 2, 3)
    for chat in (1, 2, 3):
        server.say(HUNT, person(chat))
    server.wait_for("sendMessage", 5)
    assert [answers(server, chat) for chat in (1, 2, 3)] == [
        [IT_COST, THEY_HUNT],
        [THEY_HUNT],
        [IT_COST, THEY_HUNT],
    ]
    assert bot.stop() == 143
    uncertain = [line for line in bot.logged("WARNING") if "may not have arrived" in line]
    assert len(uncertain) == 3


def test_what_telegram_cannot_show_is_sent_plain_once_with_an_alarm(
    server: StrictServer, start: Start
) -> None:
    bot = start()
    reasons = ["can't parse entities: x", "message is too long", "text must be non-empty"]
    for chat, reason in enumerate(reasons, 1):
        server.fail("sendMessage", status=400, description=f"Bad Request: {reason}", chat_id=chat)
    ask(server, 1, 2, 3, 4)
    server.wait_for("sendMessage", 4)
    assert [answers(server, chat) for chat in (1, 2, 3, 4)] == [[IT_COST]] * 4
    kinds = [[entity["type"] for entity in server.visible(chat)[0]["entities"]] for chat in (1, 4)]
    assert kinds == [[], ["bold", "blockquote", "bold", "text_link"]]
    assert bot.stop() == 143
    assert len(server.faults.befallen) == len(bot.logged("CRITICAL")) == 3


def test_who_blocks_it_is_not_written_to_again(server: StrictServer, start: Start) -> None:
    bot = start()
    with server.together():
        ask(server, 1, 1, 1, 2)
    server.block(1)
    server.wait_for("sendMessage", 1)
    server.say(HUNT, person(2))
    server.wait_for("sendMessage", 2)
    assert answers(server, 2) == [IT_COST, THEY_HUNT]
    assert bot.stop() == 143
    assert server.refusals == [("sendMessage", 403, "Forbidden: bot was blocked by the user")]
    assert bot.logged("ERROR") == []


def migrated(server: StrictServer) -> dict[str, Any]:
    """Ask in a group that becomes another when it is answered the second time; return the new one."""
    server.say(f"/ask {HUNT}", GROUP)
    server.wait_for("sendMessage", 1)
    server.fail("sendMessage", status=400, migrate_to=-1001, chat_id=-100)
    server.say(f"/ask {COST}", GROUP)
    server.wait_for("sendMessage", 2)
    return {"id": -1001, "type": "supergroup", "title": "Newsroom"}


def test_a_group_that_became_another_is_answered_there_and_its_buttons_work(
    server: StrictServer, start: Start
) -> None:
    start()
    new = migrated(server)
    assert (answers(server, -100), answers(server, -1001)) == ([THEY_HUNT], [IT_COST])
    (answer,) = server.visible(-1001)
    server.press(answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"], answer["message_id"], new)
    server.wait_for("editMessageText", 1)
    server.say("/ask How much did it cost?", new)
    server.wait_for("sendMessage", 3)
    assert answers(server, -1001) == [IT_COST, IT_COST]
    assert server.refusals == []


def test_a_group_that_became_another_is_remembered(
    server: StrictServer, start: Start, tmp_path: Path
) -> None:
    bot = start()
    migrated(server)
    assert bot.stop() == 143
    state = State(tmp_path / "state")
    turns = state.turns(-1001, None, time.time())
    state.close()
    assert turns == [HUNT, COST]


def test_a_token_that_is_taken_back_ends_it(server: StrictServer, start: Start) -> None:
    bot = start()
    ask(server, 1)
    server.wait_for("sendMessage", 1)
    server.fail("getUpdates", status=401, description="Unauthorized")
    ask(server, 1)
    assert bot.wait() == 8
    assert "does not accept the bot token" in bot.output()
    assert TOKEN not in bot.output()


def test_a_token_that_is_not_the_bots_ends_it_at_once(server: StrictServer, start: Start) -> None:
    token = "123456:" + "B" * 35
    bot = start(token=token)
    assert bot.wait() == 8
    assert "does not accept the bot token" in bot.output()
    assert token not in bot.output()
    assert server.refusals[0] == ("getMe", 401, "Unauthorized")


def test_another_poller_ends_it(server: StrictServer, start: Start) -> None:
    bot = start()
    ask(server, 1)
    server.wait_for("getUpdates", 1)
    server.wait_for("sendMessage", 1)
    httpx.post(f"{server.address}/bot{TOKEN}/getUpdates", json={"timeout": 1})
    assert bot.wait() == 8
    assert "another poller uses this bot token" in bot.output()
    assert answers(server, 1) == [IT_COST]


def test_a_message_that_telegram_altered_is_deleted_with_an_alarm(server: StrictServer, start: Start) -> None:
    bot = start()
    ask(server, 1)
    server.wait_for("sendMessage", 1)
    server.alter(" Not.")
    server.say(HUNT, person(1))
    server.wait_for("deleteMessage", 1)
    (still,) = texts(server, 1)
    assert IT_COST in still
    assert bot.stop() == 143
    (alarm,) = bot.logged("CRITICAL")
    assert alarm.startswith("Telegram altered message")


def test_stopped_while_it_sends_the_answer_goes_out_once(server: StrictServer, start: Start) -> None:
    bot = start()
    server.slow("sendMessage", 2.0)
    ask(server, 1)
    server.wait_for("sendMessage", 1)
    assert bot.stop() == 143
    start()
    server.say(HUNT, person(1))
    server.wait_for("sendMessage", 2)
    assert answers(server, 1) == [IT_COST, THEY_HUNT]


def test_stopped_before_it_could_send_it_answers_when_it_is_back(server: StrictServer, start: Start) -> None:
    bot = start()
    server.fail("sendMessage", status=429, retry_after=60, chat_id=1)
    ask(server, 1)
    wait_until(lambda: server.faults.befallen)
    assert bot.stop(n_signals=2) == 143
    again = start()
    server.say(HUNT, person(1))
    server.wait_for("sendMessage", 2)
    assert answers(server, 1) == [IT_COST, THEY_HUNT]
    assert again.stop() == 143
    assert any("may be answered twice" in line for line in again.logged("WARNING"))


def test_of_a_flooder_nothing_is_read_any_more(server: StrictServer, start: Start) -> None:
    bot = start()
    with server.together():
        for _ in range(11):
            server.say("/about", person(1))
    wait_until(lambda: server.updates.n_waiting == 0)  # all were taken, the last as too much
    with server.together():
        for chat in (1, 2):
            server.say("unreadable", person(chat), date="never")
        server.say(COST, person(3))
    wait_until(lambda: answers(server, 3) == [IT_COST])
    assert sum("cannot be read" in line for line in bot.logged("WARNING")) == 1
    assert bot.stop() == 143
