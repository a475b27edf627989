import asyncio
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from telegram import Bot, Update

pytest.importorskip("aiohttp", reason="comes with lo-bot-api-emulator, which is not installed")

from stand_in import GROUP, TOKEN
from strict_server import StrictServer

from bot.settings import Settings
from bot.telegram import polling
from bot.telegram.desk import Desk
from bot.telegram.inbox import Inbox
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.wiring import make_engine


class Others:
    """Wants nothing: all is for others."""

    def wants(self, update: Update) -> bool:
        return False

    def trusts(self, update: Update) -> bool:
        return False

    async def handle(self, update: Update, since: float) -> None:
        raise AssertionError

    async def refuse(self, update: Update, seconds: float) -> None:
        raise AssertionError

    async def apologise(self, update: Update) -> None:
        raise AssertionError


@pytest.fixture
def desk(index: Path, tmp_path: Path) -> Desk:
    return Desk(lambda: State(tmp_path / "state"), make_engine(Settings(index)))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


def test_the_desk_rests_while_an_answer_is_computed_and_no_longer(desk: Desk) -> None:
    async def scene() -> None:
        computed = threading.Event()
        async with asyncio.timeout(10):
            await desk.rest(3600)
            computing = asyncio.create_task(desk.read(lambda _: computed.wait(10)))
            await asyncio.sleep(0)
            await desk.rest(0.001)
            resting = asyncio.create_task(desk.rest(3600))
            assert await asyncio.wait({resting}, timeout=0.05) == (set(), {resting})
            computed.set()
            await resting
            assert await computing

    asyncio.run(scene())
    desk.close()


def test_what_is_not_for_us_is_not_polled_for_while_an_answer_is_computed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_REST_SECONDS", 3600)

    async def scene(server: StrictServer) -> None:
        computed, metrics = threading.Event(), Metrics()
        async with Bot(TOKEN, base_url=f"{server.address}/bot") as bot:
            taking = asyncio.create_task(
                polling.poll(bot, desk, Inbox(bot, desk, Others(), metrics), metrics)
            )
            computing = asyncio.create_task(desk.read(lambda _: computed.wait(60)))
            for n in range(1, 4):
                await asyncio.to_thread(server.say, "for others", GROUP)
                await until(lambda: len(server.calls("getUpdates")) == 1)
                await asyncio.sleep(0.05)
                assert server.updates.n_waiting == n  # no second poll acknowledges the first
            computed.set()
            await until(lambda: server.updates.n_waiting == 0)
            assert await computing
            taking.cancel()

    with StrictServer() as server:
        asyncio.run(scene(server))
    desk.close()


def test_what_is_dropped_is_not_read_and_what_cannot_be_read_hides_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def brought(number: int, text: str) -> dict[str, object]:
        chat = {"id": 7, "type": "private"}
        return {"update_id": number, "message": {"message_id": 1, "date": 0, "chat": chat, "text": text}}

    broken = {"update_id": 3, "message": {"text": "no chat"}}
    answer = {
        "ok": True,
        "result": [brought(1, "hi"), brought(2, "again"), broken, broken | {"update_id": 4}, 5],
    }
    request = polling.PollRequest()
    with caplog.at_level(logging.WARNING):
        assert request.parse_json_payload(json.dumps(answer).encode())["result"] == [
            *(brought(1, "hi"), brought(2, "again")),
            *({"update_id": 3}, {"update_id": 4}, {"update_id": 0}),
        ]
    assert [one.args[0] for one in caplog.records if isinstance(one.args, tuple)] == [3, 4, 0]
    caplog.clear()
    request.drops = lambda one: isinstance(one, dict) and one["update_id"] in (2, 4)
    assert request.parse_json_payload(json.dumps(answer).encode())["result"] == [
        *(brought(1, "hi"), {"update_id": 2}),
        *({"update_id": 3}, {"update_id": 4}, {"update_id": 0}),
    ]
    assert [one.args[0] for one in caplog.records if isinstance(one.args, tuple)] == [3, 0]
