import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import Forbidden, TimedOut

from bot.settings import Settings
from bot.telegram.desk import Desk
from bot.telegram.inbox import Inbox
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.wiring import make_engine
from corpus import IndexFault

OPERATOR = 99
Body = Callable[[Inbox, "Recorder", Desk], Coroutine[Any, Any, None]]


class Recorder:
    """Handles updates by writing down what they say; raises what it is told to."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.refused: list[float] = []
        self.apologies = 0
        self.errors: dict[str, Exception] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    def wants(self, update: Update) -> bool:
        return update.effective_message is None or update.effective_message.text != "for others"

    def trusts(self, update: Update) -> bool:
        return update.effective_user is not None and update.effective_user.id == OPERATOR

    async def handle(self, update: Update, since: float) -> None:
        await self.gate.wait()
        text = update.effective_message.text if update.effective_message else "typed"
        self.handled.append(str(text))
        if error := self.errors.get(str(text)):
            raise error

    async def refuse(self, update: Update, seconds: float) -> None:
        self.refused.append(seconds)

    async def apologise(self, update: Update) -> None:
        self.apologies += 1
        raise TimedOut


def said(number: int, text: str, user: int = 7, chat: int | None = None, sender: int | None = None) -> Update:
    where = {"id": chat or user, "type": "group" if chat else "private"}
    who = {"id": user, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": int(time.time()), "chat": where, "from": who, "text": text}
    if sender:
        message["sender_chat"] = {"id": sender, "type": "channel"}
    return Update.de_json({"update_id": number, "message": message}, None)


def typed(number: int, user: int = 7) -> Update:
    who = {"id": user, "is_bot": False, "first_name": "A"}
    return Update.de_json(
        {"update_id": number, "inline_query": {"id": str(number), "from": who, "query": "q", "offset": ""}},
        None,
    )


@pytest.fixture
def play(index: Path, tmp_path: Path) -> Callable[[Body], None]:
    """Run a scene with an inbox over a real state."""

    def run(body: Body) -> None:
        async def scene() -> None:
            desk = Desk(lambda: State(tmp_path / "state"), make_engine(Settings(index)))
            recorder = Recorder()
            try:
                await body(Inbox(Bot("1:x"), desk, recorder, Metrics()), recorder, desk)
            finally:
                desk.close()

        asyncio.run(scene())

    return run


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def settled(desk: Desk) -> None:
    async with asyncio.timeout(10):
        while await desk.do(State.pending):
            await asyncio.sleep(0.005)


def test_an_update_that_comes_twice_is_handled_once_however_it_comes(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        await inbox.receive([said(1, "a"), said(1, "a")])
        await settled(desk)
        await inbox.receive([said(1, "a"), said(2, "b")])
        await until(lambda: "b" in recorder.handled)
        assert recorder.handled == ["a", "b"]

    play(body)


def test_a_chat_is_answered_in_order_while_others_go_ahead(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        await inbox.receive([said(2, "second of 7"), said(3, "third of 7"), said(1, "of 8", user=8)])
        assert [received.update_id for received in await desk.do(State.pending)] == [1, 2, 3]
        recorder.gate.set()
        await settled(desk)
        assert recorder.handled == ["second of 7", "of 8", "third of 7"]

    play(body)


def test_in_a_group_people_take_turns_each_in_their_own_order(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        of_seven = [said(n, f"{n} of 7", chat=-5) for n in range(5)]
        await inbox.receive(
            [*of_seven, said(40, "40 of 8", user=8, chat=-5), said(41, "41 of 8", user=8, chat=-5)]
        )
        recorder.gate.set()
        await settled(desk)
        assert recorder.handled[:5] == ["0 of 7", "40 of 8", "1 of 7", "41 of 8", "2 of 7"]
        assert recorder.handled[5:] == ["3 of 7", "4 of 7"]

    play(body)


def test_whoever_speaks_as_a_channel_is_told_from_others_who_do(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        for n in range(30):  # all of them have the user 136817688, "Channel"
            await inbox.receive([said(n, f"{n}", user=136817688, chat=-5, sender=-100 - n)])
        assert len(await desk.do(State.pending)) == 30
        assert recorder.refused == []

    play(body)


def test_a_flooder_is_told_once_and_nothing_of_theirs_is_stored(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        for n in range(10):
            assert await inbox.receive([said(n, "x")])
        assert await inbox.receive([said(100 + n, "x") for n in range(50)])  # it is told so
        assert len(await desk.do(State.pending)) == 10
        await until(lambda: bool(recorder.refused))
        recorder.gate.set()
        await settled(desk)
        for n in range(300, 400):  # whoever goes on is told nothing more, and let in no more
            assert not await inbox.receive([said(n, "x")])
        await settled(desk)
        assert len(recorder.handled) == 10
        assert recorder.refused == [3.0]  # ten in thirty seconds are one every three

    play(body)


def test_in_groups_a_person_may_ask_less_whichever_they_ask_in(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        await inbox.receive([said(n, "x", chat=-5 - n % 2) for n in range(50)])
        await inbox.receive([said(50 + n, "x") for n in range(10)])  # in private as much as anybody
        assert len(await desk.do(State.pending)) == 5 + 10
        await until(lambda: bool(recorder.refused))
        assert recorder.refused == [12.0]  # five in a minute
        recorder.gate.set()

    play(body)


def test_a_flooder_is_dropped_unread_in_private_until_they_pause(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        def brought(user: int, chat: int | None = None) -> dict[str, Any]:
            return said(1, "x", user, chat).to_dict()

        for n in range(10):
            await inbox.receive([said(n, "x")])
        assert not inbox.drops(brought(7))  # it is to be told yet
        await inbox.receive([said(10, "x")])
        dropped = [inbox.drops(one) for one in (brought(7), brought(8), brought(7, chat=-5), brought(7))]
        assert dropped == [True, False, False, True]
        assert not any(map(inbox.drops, ([], 7, None, {"message": 7}, {"message": {"chat": {}}})))

    play(body)


def test_an_operator_may_send_as_much_as_they_like(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        await inbox.receive([said(n, f"{n}", user=OPERATOR) for n in range(50)])
        await settled(desk)
        assert recorder.handled == [f"{n}" for n in range(50)]

    play(body)


def test_nothing_is_stored_of_what_is_for_others_or_typed(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        await inbox.receive([said(5, "for others"), typed(6), Update(7)])
        assert await desk.do(State.pending) == []
        assert await desk.do(State.next_offset) == 0
        recorder.gate.set()
        await until(lambda: bool(recorder.handled))
        assert recorder.handled == ["typed"]

    play(body)


def test_what_a_crash_left_is_taken_up_again(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        rows = [(n, 7, json.dumps(said(n, text).to_dict())) for n, text in [(1, "asked"), (2, "sent")]]
        await desk.do(State.receive, rows, 0.0)
        await desk.do(State.begin_sending, 2)
        await inbox.recover()
        await settled(desk)
        assert recorder.handled == ["asked", "sent"]

    play(body)


def test_one_update_that_fails_harms_no_other(
    play: Callable[[Body], None], caplog: pytest.LogCaptureFixture
) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.errors = {"bug": ZeroDivisionError(), "damage": IndexFault("damaged"), "late": TimedOut()}
        await inbox.receive([said(n, text) for n, text in enumerate(["bug", "damage", "late", "good"])])
        await settled(desk)
        assert recorder.handled == ["bug", "damage", "late", "good"]
        assert recorder.apologies == 2

    caplog.set_level(logging.INFO)
    play(body)
    assert "update 0" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "update 1: damaged" in caplog.text


def test_whoever_shuts_the_bot_out_hears_no_more_of_it(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.errors = {"blocked": Forbidden("bot was blocked by the user")}
        await inbox.receive([said(1, "blocked"), said(2, "waits behind it"), said(3, "other", user=8)])
        await settled(desk)
        assert sorted(recorder.handled) == ["blocked", "other"]

    play(body)


def test_to_stop_is_to_finish_what_is_begun_and_keep_the_rest(play: Callable[[Body], None]) -> None:
    async def body(inbox: Inbox, recorder: Recorder, desk: Desk) -> None:
        recorder.gate.clear()
        await inbox.receive([said(1, "begun"), said(2, "waits")])
        await asyncio.sleep(0)
        stopping = asyncio.create_task(inbox.finish())
        await asyncio.sleep(0)
        recorder.gate.set()
        await stopping
        assert recorder.handled == ["begun"]
        assert [received.update_id for received in await desk.do(State.pending)] == [2]

    play(body)
